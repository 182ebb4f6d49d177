using Weir.Actors.Clients;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>A job that reads numbers until it is stopped, and shows whether each was counted once: none lost, none twice, whatever it went through.</summary>
internal sealed class CountedOnce
{
    private const int Keys = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CollectSink<(long Key, long Count)> _counts = new();
    private readonly CollectSink<long> _numbers = new();

    /// <summary>The parallelism that its source is first divided for, or a multiple of it.</summary>
    public required int Parts { get; init; }

    public int RecordsPerSecond { get; init; } = 20_000;

    public void Define(StreamEnvironment environment)
    {
        DataStream<long> numbers = environment.FromSource(new GeneratorSource<long>(null, n => n, RecordsPerSecond)).WithUid("numbers");
        numbers.KeyBy(n => n % Keys).Count().WithUid("count").SinkTo(_counts).WithUid("counts");
        numbers.Rebalance().SinkTo(_numbers).WithUid("seen");
    }

    /// <summary>Stops it with a savepoint behind the end of its data, and looks at what it has written.</summary>
    public Task EndAsync(JobClient client, JobRun run) => EndAsync(client, run.Folder);

    /// <param name="client">The job.</param>
    /// <param name="folder">Where there is room for the savepoint.</param>
    public async Task EndAsync(JobClient client, string folder)
    {
        await client.TriggerSavepointAsync(new TriggerSavepoint(client.JobId, Path.Combine(folder, "savepoints"), Stop: StopMode.Drain)).WaitAsync(Patience);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHold();
    }

    private void ShouldHold()
    {
        long[] seen = [.. _numbers.Results.Order()];
        seen.ShouldBeUnique();

        // Each of the source's parts, however they were divided, is read without a gap.
        int lanes = Parts * GeneratorSplitEnumerator.LanesPerSplit;
        foreach (var lane in seen.GroupBy(n => n / GeneratorSplit.BlockLength % lanes))
        {
            lane.Select(n => (n / GeneratorSplit.BlockLength / lanes * GeneratorSplit.BlockLength) + (n % GeneratorSplit.BlockLength)).ShouldBe(
                Enumerable.Range(0, lane.Count()).Select(n => (long)n), $"lane {lane.Key} of {lanes}");
        }

        var expected = seen.CountBy(n => n % Keys).ToDictionary();
        foreach (var key in _counts.Results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, expected[key.Key]).Select(n => (long)n), $"key {key.Key}");
            expected.Remove(key.Key);
        }

        expected.ShouldBeEmpty();
    }
}
