using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class LargeStateTests
{
    /// <summary>Enough keys for tables that do not fit the caches, whose loop asks for memory ahead.</summary>
    [Fact]
    public async Task Counts_stay_right_when_the_state_is_large()
    {
        const int Keys = 200_000;
        const int Rounds = 3;
        var sink = new RecordingSink<(long Key, long Count)>();
        var environment = new StreamEnvironment("large") { Parallelism = 2 };
        environment.FromSource(new GeneratorSource<long>(Keys * Rounds, index => index * 7919 % Keys)).KeyBy(key => key).Count().SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());

        job.RunToEnd();
        await job.CheckpointAsync(1);

        sink.Results.Count.ShouldBe(Keys * Rounds);
        sink.Results.Count(result => result.Count == Rounds).ShouldBe(Keys);
        sink.Results.ToHashSet().Count.ShouldBe(Keys * Rounds);
    }
}
