using Weir.Testing;
using Weir.Testing.Connectors;

namespace Weir.Spec.Testing;

/// <summary>A job on a test cluster that counts words, a part of which has been written and committed.</summary>
internal sealed class CountingRun : IAsyncDisposable
{
    public static readonly TestClusterOptions ThreeNodes = new()
    {
        Nodes = 3,
        SlotsPerNode = 2,
        Patience = TimeSpan.FromSeconds(120),
        Configuration = "weir.checkpointing { interval = 100 ms, num-retained = 3 }",
    };

    private const int Partitions = 4;
    private const int RecordsAtOnce = 400;
    private const int Words = 10;

    private readonly ScriptedSource<string> _source = new(Partitions);
    private TestJob? _job;

    private CountingRun(WeirTestCluster cluster) => Cluster = cluster;

    public WeirTestCluster Cluster { get; }

    public TestSink<(string Word, long Count)> Sink { get; } = new();

    public TestJob Job => _job ?? throw new InvalidOperationException("The job has not been submitted.");

    /// <summary>Starts it, and waits until the first records are committed.</summary>
    /// <param name="parallelism">Of all operators.</param>
    /// <param name="options">Null for three nodes.</param>
    public static async Task<CountingRun> StartAsync(int parallelism, TestClusterOptions? options = null)
    {
        var run = new CountingRun(await WeirTestCluster.StartAsync(options ?? ThreeNodes));
        try
        {
            run._job = await run.Cluster.SubmitAsync(
                environment => environment.FromSource(run._source).KeyBy(word => word).Count().WithName("count").SinkTo(run.Sink),
                new TestJobOptions { Parallelism = parallelism });
            run.Write();
            await run.Sink.WhenCommittedAsync(RecordsAtOnce).WaitAsync(ThreeNodes.Patience);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives it 400 more records.</summary>
    public void Write()
    {
        for (int partition = 0; partition < Partitions; partition++)
        {
            _source.AddTo(partition, Enumerable.Range(0, RecordsAtOnce / Partitions).Select(n => $"w{n % Words}"));
        }
    }

    /// <summary>Ends it, and looks whether each count of each word was committed once.</summary>
    public async Task ShouldFinishAsync(int records)
    {
        _source.Complete();
        await Job.FinishAsync();
        Sink.Committed.Count.ShouldBe(records);
        foreach (IGrouping<string, (string Word, long Count)> word in Sink.Committed.GroupBy(result => result.Word))
        {
            word.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, records / Words).Select(n => (long)n));
        }
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
