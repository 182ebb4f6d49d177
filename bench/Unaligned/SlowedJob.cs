using System.Diagnostics;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Operators.Connectors;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Bench.Unaligned;

/// <summary>A keyed count with unaligned checkpoints, in a mini cluster of its own, whose sink can be slowed to a hundredth of its input.</summary>
internal sealed class SlowedJob : IAsyncDisposable
{
    public const int SlowedTo = 100;
    private const int Parallelism = 2;

    private readonly string _folder;
    private readonly MiniCluster _cluster;
    private readonly JobClient _job;
    private readonly Flow _flow;

    private SlowedJob(string folder, MiniCluster cluster, JobClient job, Flow flow)
    {
        _folder = folder;
        _cluster = cluster;
        _job = job;
        _flow = flow;
    }

    /// <summary>Records that have been read and have not come through the sink yet.</summary>
    public long InFlight => Interlocked.Read(ref _flow.Read) - Interlocked.Read(ref _flow.Written);

    /// <summary>How many records the slowed sink takes in a second.</summary>
    public double SlowedRate => _flow.RecordsPerSecond / SlowedTo;

    /// <param name="keys">Each has a count in the state.</param>
    /// <param name="recordsPerSecond">The input's rate.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<SlowedJob> StartAsync(long keys, double recordsPerSecond, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        MiniCluster cluster = MiniCluster.Start(ConfigurationFactory.ParseString(
            $"akka.loglevel = WARNING\nweir.checkpointing {{ interval = 1 h, unaligned.enabled = true, storage.dir = \"{folder}\", restart.strategy = none }}")
            .WithFallback(ReferenceConfiguration.Config));
        var flow = new Flow(keys, recordsPerSecond);
        JobClient job = await cluster.SubmitAsync(new JobSubmission { Job = flow, JobName = "unaligned", Parallelism = Parallelism }, cancellationToken);
        return new SlowedJob(folder, cluster, job, flow);
    }

    /// <summary>Waits until each key has a count.</summary>
    public Task FilledAsync(CancellationToken cancellationToken) => UntilAsync(() => Interlocked.Read(ref _flow.Written) >= _flow.Keys, cancellationToken);

    /// <summary>Slows the sink, and waits until no more can wait in front of it.</summary>
    public async Task SlowAsync(CancellationToken cancellationToken)
    {
        _flow.IsSlow = true;
        long before = -1;
        long from = Stopwatch.GetTimestamp();

        // As soon as the source is no faster than the sink, give or take some batches.
        await UntilAsync(
            () =>
            {
                TimeSpan time = Stopwatch.GetElapsedTime(from);
                if (time < TimeSpan.FromSeconds(1))
                {
                    return false;
                }

                long now = Interlocked.Read(ref _flow.Read);
                bool isFull = before >= 0 && (now - before) / time.TotalSeconds < _flow.RecordsPerSecond / 10;
                (before, from) = (now, Stopwatch.GetTimestamp());
                return isFull;
            },
            cancellationToken);
    }

    /// <returns>How long a checkpoint takes, from its beginning until it is complete.</returns>
    public async Task<TimeSpan> CheckpointAsync(CancellationToken cancellationToken)
    {
        var completed = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        _job.News += Look;
        try
        {
            await _job.TriggerCheckpointAsync(cancellationToken);
            return await completed.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _job.News -= Look;
        }

        void Look(JobNews news)
        {
            if (news is JobNews.CheckpointCompleted checkpoint)
            {
                completed.TrySetResult(checkpoint.Duration);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _flow.IsSlow = false;
        _job.Cancel();
        await _job.Completion;
        await _cluster.DisposeAsync();
        await TemporaryFolders.DeleteAsync(_folder);
    }

    private async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            if (_job.Completion.IsCompleted)
            {
                throw new InvalidOperationException($"The job has ended: {(await _job.Completion).Cause}");
            }

            await tick.WaitForNextTickAsync(cancellationToken);
        }
    }

    private sealed class Flow(long keys, double recordsPerSecond) : IStreamJob, ISink<(long Key, long Count)>
    {
        private static readonly ManualResetEventSlim Never = new();

        public long Read;
        public long Written;

        public long Keys => keys;

        public double RecordsPerSecond => recordsPerSecond;

        public volatile bool IsSlow;

        public void Define(StreamEnvironment environment) => environment
            .FromSource(new GeneratorSource<long>(null, Fill, recordsPerSecond), "keys").WithUid("keys")
            .KeyBy(key => key).Count().WithUid("count")
            .Rebalance()
            .Select(Pass).WithUid("slow")
            .SinkTo(this).WithUid("sink");

        public ValueTask<ISinkWriter<(long Key, long Count)>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ISinkWriter<(long Key, long Count)>>(new Writer());

        private void Fill(long first, Span<long> target)
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = (first + i) % keys;
            }

            Interlocked.Add(ref Read, target.Length);
        }

        /// <summary>A service that takes its time for each record.</summary>
        private (long Key, long Count) Pass((long Key, long Count) counted)
        {
            if (IsSlow)
            {
                Never.Wait(TimeSpan.FromSeconds(SlowedTo * Parallelism / recordsPerSecond));
            }

            Interlocked.Increment(ref Written);
            return counted;
        }

        private sealed class Writer : ISinkWriter<(long Key, long Count)>
        {
            public void Write(ReadOnlySpan<(long Key, long Count)> records, ReadOnlySpan<long> timestamps)
            {
                // Counted before.
            }

            public void Flush(bool endOfInput)
            {
                // Nothing is kept back.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
