using System.Diagnostics;
using System.Globalization;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Bench.Harness;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Bench.Workloads;

/// <summary>
/// A subtask of a job with much heap state fails: how long until all have their state again, from copies on the node's disk or from the
/// checkpoint storage. The limit reads as many bytes from the disk, and checks nothing.
/// </summary>
internal static class Recovery
{
    private const int Parallelism = 2;
    private const int EntryBytes = 16;
    private const int Looked = 16;
    private const string Counter = "counter";

    public static Workload Create(long bytes, bool isLocal) => new(
        $"recovery, {bytes >> 20:N0} MiB, {(isLocal ? "local copies" : "checkpoint storage")}",
        new Dictionary<string, double>(StringComparer.Ordinal),
        [
            new("weir", cancellationToken => InFolderAsync(folder => RunAsync(folder, bytes / EntryBytes, isLocal, cancellationToken))),
            new("limit", cancellationToken => InFolderAsync(folder => ReadAsync(folder, bytes, cancellationToken))),
        ],
        []);

    private static async Task<Measurement> RunAsync(string folder, long keys, bool isLocal, CancellationToken cancellationToken)
    {
        Config config = ConfigurationFactory.ParseString(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            akka.loglevel = WARNING
            weir.faults.enabled = on
            weir.checkpointing {
              interval = 1 h, timeout = 10 min, storage.dir = "{{folder}}/checkpoints", local-recovery = {{(isLocal ? "true" : "false")}}
              restart { strategy = fixed-delay, fixed-delay.delay = 0 s }
            }
            weir.task-manager.local-state.dir = "{{folder}}/copies"
            """));
        await using MiniCluster cluster = MiniCluster.Start(config);
        var filled = new CountingSink(keys);
        JobClient client = await cluster.SubmitAsync(
            new JobSubmission { Job = new CountingJob(keys, filled), JobName = "bench", Parallelism = Parallelism },
            cancellationToken);
        await using CancellationTokenRegistration cancel = cancellationToken.Register(client.Cancel);
        await Task.WhenAny(filled.All, client.Completion).WaitAsync(cancellationToken);
        await client.TriggerCheckpointAsync(cancellationToken);
        long stored = client.Status.LastCheckpointStateBytes;
        var recovered = new TaskCompletionSource<RecoveryEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.Recovered its)
            {
                recovered.TrySetResult(its.Recovery);
            }
        };
        SubtaskId failing = client.Topology.Subtasks[^1];
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        await client.InjectFailureAsync(failing, "a failure to recover from");
        await Task.WhenAny(recovered.Task, client.Completion).WaitAsync(cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        RecoveryEntry recovery = recovered.Task.IsCompleted
            ? await recovered.Task
            : throw new InvalidOperationException($"The job did not recover: {(await client.Completion).Cause?.Message}");
        Measurement measured = run.End(stored, elapsed, 0);
        ulong counted = 0;
        for (long i = 0; i < Looked; i++)
        {
            string key = (i * (keys / Looked)).ToString(CultureInfo.InvariantCulture);
            StateAnswer answer = await client.QueryAsync(new QueryState(client.JobId, Counter, "value", key), cancellationToken);
            counted += ulong.Parse(answer.Value!, CultureInfo.InvariantCulture);
        }

        client.Cancel();
        await client.Completion;
        return measured with
        {
            Result = counted,
            Figures =
            [
                new("until all had their state again", recovery.Total.TotalMilliseconds, "ms", isLocal ? 1_000 : 3_000),
                new("of that, reading state", recovery.Restore.TotalMilliseconds, "ms"),
                new("of that, stopping", recovery.Stop.TotalMilliseconds, "ms"),
            ],
        };
    }

    private static async Task<Measurement> ReadAsync(string folder, long bytes, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, "limit");
        var buffer = new byte[1 << 18];
        await using (FileStream file = File.Create(path))
        {
            for (long left = bytes; left > 0; left -= buffer.Length)
            {
                await file.WriteAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            }

            file.Flush(flushToDisk: true);
        }

        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        await using FileStream stored = File.OpenRead(path);
        while (await stored.ReadAsync(buffer, cancellationToken) > 0)
        {
        }

        return run.End(bytes, Stopwatch.GetElapsedTime(started), Looked);
    }

    private static async Task<Measurement> InFolderAsync(Func<string, Task<Measurement>> run)
    {
        string folder = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        try
        {
            return await run(folder);
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(folder);
        }
    }

    /// <summary>Counts each key once, and then nothing, slowly: what is measured is state, not what is read again.</summary>
    private sealed class CountingJob(long keys, CountingSink sink) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment
            .FromSource(new GeneratorSource<long>(keys, Fill), "keys")
            .Union(environment.FromSource(new GeneratorSource<long>(null, _ => -1, 100), "clock"))
            .KeyBy(key => key)
            .Count()
            .WithUid(Counter)
            .SinkTo(sink);

        private static void Fill(long first, Span<long> target)
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = first + i;
            }
        }
    }
}
