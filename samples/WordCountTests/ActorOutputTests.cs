using Akka.TestKit.Xunit2;
using Weir.Actors.Connectors;
using Weir.Testing;
using Weir.Testing.Connectors;

namespace Weir.Samples.WordCountTests;

/// <summary>How what a job tells actors is tested: by a test kit on the cluster's actor system.</summary>
public sealed class ActorOutputTests
{
    [Fact]
    public async Task An_actor_is_told_each_running_count()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        using var kit = new TestKit(cluster.System);
        var words = new ScriptedSource<string>();
        TestJob job = await cluster.SubmitAsync(environment => environment
            .FromSource(words)
            .KeyBy(word => word).Count()
            .TellTo(_ => kit.TestActor));

        words.Add("a", "b", "a");
        words.Complete();
        await job.FinishAsync();

        kit.ReceiveN(3).Cast<(string Word, long Count)>().ShouldBe([("a", 1), ("a", 2), ("b", 1)], ignoreOrder: true);
    }
}
