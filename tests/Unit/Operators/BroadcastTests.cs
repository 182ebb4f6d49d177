using Weir.Operators.Streams;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class BroadcastTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Every_subtask_gets_every_record(int parallelism)
    {
        var sink = new RecordingSink<int>();
        var environment = new StreamEnvironment("broadcast") { Parallelism = parallelism };
        environment.FromSource(new SteppedSource<int>([1, 2, 3], 2)).Broadcast().Select(n => n).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());

        job.RunToEnd();
        await job.CheckpointAsync(1);

        sink.Results.Order().ShouldBe(Enumerable.Repeat((int[])[1, 2, 3], parallelism).SelectMany(n => n).Order());
    }
}
