using Weir.Operators.Streams;

namespace Weir.Unit.Operators.Harness;

/// <summary>
/// Puts an operator through everything that may happen to it and must not show in its results: records one by one or in batches, at any
/// cut; a checkpoint, some lost work and a restore after every read, every third, or never; restores at other parallelisms; outputs that
/// report that they are blocked; commits before and after the restore.
/// </summary>
internal static class OperatorVerifier
{
    private static readonly int[] SameParallelism = [2];
    private static readonly int[] Rescaling = [1, 2, 3, 1];

    /// <summary>Verifies an operator.</summary>
    /// <param name="records">The input.</param>
    /// <param name="define">Adds the operator, and what it needs before it, to a stream of the input.</param>
    /// <param name="expected">All results, in any order.</param>
    /// <param name="orderedBy">Results with the same value of this must come in the expected order; null: order does not matter.</param>
    /// <param name="timestamp">Event times given by the source; null: none.</param>
    /// <param name="splits">Splits of the input; order between splits is not defined.</param>
    public static async Task VerifyAsync<TIn, TOut>(
        IReadOnlyList<TIn> records,
        Func<DataStream<TIn>, DataStream<TOut>> define,
        IReadOnlyList<TOut> expected,
        Func<TOut, object>? orderedBy = null,
        Func<TIn, long>? timestamp = null,
        int splits = 1)
        where TOut : notnull
    {
        foreach (var recordsPerRead in (int[])[1, 7, 1024])
        {
            foreach (var readsPerCheckpoint in (int[])[1, 3, int.MaxValue])
            {
                foreach (var parallelisms in (int[][])[SameParallelism, Rescaling])
                {
                    foreach (var blocked in (bool[])[false, true])
                    {
                        var source = new SteppedSource<TIn>(records, recordsPerRead, splits, timestamp);
                        var results = await RunAsync(source, define, parallelisms, readsPerCheckpoint, recordsPerRead, blocked);
                        var variant = $"{recordsPerRead} records a read, checkpoint every {readsPerCheckpoint} reads, parallelism {string.Join(", ", parallelisms)}, blocked: {blocked}";
                        Compare(results, expected, orderedBy, variant);
                    }
                }
            }
        }
    }

    private static async Task<IReadOnlyList<TOut>> RunAsync<TIn, TOut>(
        SteppedSource<TIn> source, Func<DataStream<TIn>, DataStream<TOut>> define, int[] parallelisms, int readsPerCheckpoint, int recordsPerRead, bool blocked)
        where TOut : notnull
    {
        var sink = new RecordingSink<TOut>();
        LocalCheckpoint? checkpoint = null;
        long id = 0;
        for (var attempt = 0; ; attempt++)
        {
            var environment = new StreamEnvironment("verify") { Parallelism = parallelisms[attempt % parallelisms.Length] };
            define(environment.FromSource(source)).SinkTo(sink);
            await using var job = await LocalJob.StartAsync(
                environment.BuildJobGraph(), checkpoint, batchSize: Math.Max(2, Math.Min(recordsPerRead, 1024)), blocked: blocked, attempt: attempt);
            for (var reads = 0; reads < readsPerCheckpoint && !job.IsDataFinished; reads++)
            {
                job.Step();
            }

            // Every other checkpoint commits only after the restore.
            var finished = job.IsDataFinished;
            checkpoint = await job.CheckpointAsync(++id, notify: finished || id % 2 == 0);
            if (finished)
            {
                return sink.Results;
            }

            // Work that is lost.
            job.Step();
        }
    }

    private static void Compare<TOut>(IReadOnlyList<TOut> results, IReadOnlyList<TOut> expected, Func<TOut, object>? orderedBy, string variant)
        where TOut : notnull
    {
        results.GroupBy(result => result).ToDictionary(group => group.Key, group => group.Count())
            .ShouldBe(expected.GroupBy(result => result).ToDictionary(group => group.Key, group => group.Count()), ignoreOrder: true, customMessage: variant);
        if (orderedBy is null)
        {
            return;
        }

        foreach (var group in expected.GroupBy(orderedBy))
        {
            results.Where(result => Equals(orderedBy(result), group.Key)).ShouldBe(group, customMessage: $"{variant}, of {group.Key}");
        }
    }
}
