using System.Diagnostics;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Bench.Workloads;
using Weir.Host.Rest;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Bench.RestLoad;

/// <summary>A keyed count that goes on and on with a checkpoint each second, in a mini cluster of its own, and the REST server in front of it.</summary>
internal sealed class MeasuredJob : IAsyncDisposable
{
    private const int Parallelism = 2;
    private const ulong Keys = 1_000;

    private readonly string _folder;
    private readonly MiniCluster _cluster;
    private readonly RestServer _server;
    private readonly JobClient _job;
    private readonly SumSink<long> _sink;

    private MeasuredJob(string folder, MiniCluster cluster, RestServer server, JobClient job, SumSink<long> sink)
    {
        _folder = folder;
        _cluster = cluster;
        _server = server;
        _job = job;
        _sink = sink;
    }

    public Uri Rest => _server.Address;

    public string Id => _job.JobId;

    public static async Task<MeasuredJob> StartAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        Config config = ConfigurationFactory.ParseString(
            $"akka.loglevel = WARNING\nweir {{ checkpointing {{ interval = 1 s, storage.dir = \"{folder}\", restart.strategy = none }}, rest.port = 0 }}")
            .WithFallback(ReferenceConfiguration.Config);
        MiniCluster cluster = MiniCluster.Start(config);
        WeirExtension weir = WeirExtension.For(cluster.System);
        RestServer server = await RestServer.StartAsync(
            RestSettings.Read(config), weir.Node, id => weir.FindJobAsync(id), config, TimeProvider.System, Console.Error.WriteLine, cancellationToken: cancellationToken);
        var sink = new SumSink<long>();
        JobClient job = await cluster.SubmitAsync(new JobSubmission { Job = new Counting(sink), JobName = "rest-load", Parallelism = Parallelism }, cancellationToken);
        return new MeasuredJob(folder, cluster, server, job, sink);
    }

    /// <summary>Until it has had some time, and checkpoints that can be asked for.</summary>
    public async Task WarmUpAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var completed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _job.News += news =>
        {
            if (news is JobNews.CheckpointCompleted)
            {
                completed.TrySetResult();
            }
        };
        await Task.WhenAll(completed.Task.WaitAsync(cancellationToken), Task.Delay(time, cancellationToken));
    }

    /// <returns>Records a second, until the task has ended.</returns>
    public async Task<double> MeasureAsync(Task until)
    {
        long before = _sink.Records;
        long started = Stopwatch.GetTimestamp();
        await until;
        double measured = (_sink.Records - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return _job.Completion.IsCompleted
            ? throw new InvalidOperationException($"The job has ended: {(await _job.Completion).Cause}")
            : measured;
    }

    public async ValueTask DisposeAsync()
    {
        _job.Cancel();
        await _job.Completion;
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
        await TemporaryFolders.DeleteAsync(_folder);
    }

    private sealed class Counting(SumSink<long> sink) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment
            .FromSource(new GeneratorSource<long>(null, static (first, target) => Fill(first, target)), "keys")
            .KeyBy(key => key)
            .Count()
            .SinkTo(sink);

        private static void Fill(long first, Span<long> target)
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = Workloads.Keys.At(first + i, Keys);
            }
        }
    }
}
