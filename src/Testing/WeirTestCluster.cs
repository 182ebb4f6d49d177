using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Faults;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;
using Weir.Operators.Streams;
using Weir.Testing.Faults;

namespace Weir.Testing;

/// <summary>
/// A small cluster in the test's process: jobs run as they do in production, on the same actors and streams, with checkpoints in a
/// temporary folder; and what tests want to go wrong goes wrong, see <see cref="Faults"/>.
/// </summary>
/// <remarks>
/// Its settings are made for tests: nothing is checkpointed unless the job or the test asks for it, a failed job restarts after 10 ms, as often
/// as it takes, and ten failed checkpoints in a row are tolerated. The options' configuration goes over them.
/// </remarks>
public sealed class WeirTestCluster : IAsyncDisposable
{
    private readonly MiniCluster _cluster;
    private readonly TestClusterOptions _options;
    private int _submitted;

    private WeirTestCluster(MiniCluster cluster, TestClusterOptions options, string storageDirectory, FaultPlan faults, TestClock clock)
    {
        _cluster = cluster;
        _options = options;
        StorageDirectory = storageDirectory;
        Faults = faults;
        Clock = clock;
    }

    /// <summary>What is to go wrong, and when.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The clock of all nodes.</summary>
    public TestClock Clock { get; }

    /// <summary>The actor system of the first node, for actors of the test.</summary>
    public ActorSystem System => _cluster.System;

    /// <summary>Where checkpoints are kept; deleted with the cluster.</summary>
    public string StorageDirectory { get; }

    /// <summary>Starts a cluster. Dispose it at the end of the test.</summary>
    /// <param name="options">Null for one node with four slots.</param>
    public static Task<WeirTestCluster> StartAsync(TestClusterOptions? options = null)
    {
        TestClusterOptions chosen = options ?? new TestClusterOptions();
        string folder = Directory.CreateTempSubdirectory("weir-test-").FullName;
        try
        {
            var faults = new FaultPlan();
            var clock = new TestClock();
            MiniCluster cluster = MiniCluster.Start(Configuration(chosen, folder), clock);
            FaultPoints.For(cluster.System).Injector = faults;
            return Task.FromResult(new WeirTestCluster(cluster, chosen, folder, faults, clock));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Runs a job.</summary>
    /// <param name="job">Its <see cref="IStreamJob.Define"/> may be called several times, on several threads: sources and sinks that the test looks at are made outside of it.</param>
    /// <param name="options">Null for the defaults.</param>
    public async Task<TestJob> SubmitAsync(IStreamJob job, TestJobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        TestJobOptions chosen = options ?? new TestJobOptions();
        var history = new JobHistory();
        JobClient client = await _cluster.SubmitAsync(new JobSubmission
        {
            Job = job,
            JobName = chosen.Name ?? $"job-{Interlocked.Increment(ref _submitted)}",
            Arguments = chosen.Arguments,
            Parallelism = chosen.Parallelism,
            RestoreFrom = chosen.GoOnWithLatest ? RestoreFrom.Latest : RestoreFrom.Nothing,
            Overrides = chosen.Configuration.Length > 0 ? ConfigurationFactory.ParseString(chosen.Configuration) : null,
            OnNews = history.Note,
        }).ConfigureAwait(false);
        return new TestJob(client, history, this);
    }

    /// <summary>Runs a job that is described in place.</summary>
    /// <param name="define">May be called several times, on several threads: sources and sinks that the test looks at are made outside of it.</param>
    /// <param name="options">Null for the defaults.</param>
    public Task<TestJob> SubmitAsync(Action<StreamEnvironment> define, TestJobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(define);
        return SubmitAsync(new DefinedJob(define), options);
    }

    /// <summary>Ends all jobs where they are, and the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync().ConfigureAwait(false);
        Faults.Dispose();
        Directory.Delete(StorageDirectory, recursive: true);
    }

    /// <summary>Waits no longer than the cluster's patience.</summary>
    internal async Task WaitAsync(Task awaited, TestJob job, string what)
    {
        try
        {
            await awaited.WaitAsync(_options.Patience).ConfigureAwait(false);
        }
        catch (TimeoutException tooLate) when (!awaited.IsCompleted)
        {
            throw new TimeoutException($"Waited {_options.Patience} for {what}; {job}.", tooLate);
        }
    }

    private static Config Configuration(TestClusterOptions options, string folder) =>
        ConfigurationFactory.ParseString(options.Configuration).WithFallback(ConfigurationFactory.ParseString(
            $$"""
            weir.checkpointing {
              tolerable-failures = 10
              storage.dir = "{{folder.Replace('\\', '/')}}"
              restart { strategy = fixed-delay, fixed-delay { attempts = 1000000, delay = 10 ms } }
            }
            akka { loglevel = WARNING, stdout-loglevel = WARNING }
            """));

    private sealed class DefinedJob(Action<StreamEnvironment> define) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => define(environment);
    }
}
