using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class KeyedCountChainTests
{
    private static readonly long[] Keys = [.. Enumerable.Range(0, 5_000).Select(i => (long)(i * 7919 % 97))];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Counts_each_key_once_per_record(int parallelism)
    {
        var sink = new CollectSink<(long Key, long Count)>();
        await using var job = await LocalJob.StartAsync(Define(sink, parallelism));

        job.RunToEnd();
        await job.CheckpointAsync(1);

        sink.Results.Order().ShouldBe(Expected().Order());
    }

    [Fact]
    public async Task Restores_to_other_parallelism()
    {
        var sink = new CollectSink<(long Key, long Count)>();
        LocalCheckpoint? checkpoint = null;
        var id = 0;
        foreach (var parallelism in (int[])[1, 2, 3, 1])
        {
            await using var job = await LocalJob.StartAsync(Define(sink, parallelism), checkpoint, batchSize: 16);
            job.Step();
            checkpoint = await job.CheckpointAsync(++id, notify: id % 2 == 0);
            job.Step();
            if (id == 4)
            {
                job.RunToEnd();
                await job.CheckpointAsync(++id);
            }
        }

        sink.Results.Order().ShouldBe(Expected().Order());
    }

    [Fact]
    public async Task A_key_may_be_null()
    {
        var sink = new RecordingSink<(string? Key, long Count)>();
        var environment = new StreamEnvironment("null") { Parallelism = 2 };
        environment.FromSource(new SteppedSource<string?>([null, "a", null], 10)).KeyBy(text => text!).Count().SinkTo(sink!);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());

        job.RunToEnd();
        var checkpoint = await job.CheckpointAsync(1);
        await using var restored = await LocalJob.StartAsync(environment.BuildJobGraph(), checkpoint);

        sink.Results.Order().ShouldBe([(null, 1), (null, 2), ("a", 1)]);
    }

    private static IEnumerable<(long Key, long Count)> Expected() =>
        Keys.GroupBy(key => key).SelectMany(group => Enumerable.Range(1, group.Count()).Select(count => (group.Key, (long)count)));

    private static Weir.Operators.Graph.JobGraph Define(CollectSink<(long Key, long Count)> sink, int parallelism)
    {
        var environment = new StreamEnvironment("count") { Parallelism = parallelism };
        environment.FromSource(new CollectionSource<long>(Keys))
            .Where(key => key >= 0)
            .Select(key => key * 2)
            .KeyBy(key => key / 2)
            .Count()
            .SinkTo(sink);
        return environment.BuildJobGraph();
    }
}
