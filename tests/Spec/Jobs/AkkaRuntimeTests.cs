using Weir.Actors.Nodes;


namespace Weir.Spec.Jobs;

public sealed class AkkaRuntimeTests
{
    [Fact]
    public void Says_whether_it_runs_on_the_package_or_on_the_stand_in() =>
        AkkaRuntime.Description.ShouldMatch(@"^Akka \d+\.\d+\.\d+\S* \((package|stand-in)\)$");
}
