using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote.Transport;
using Weir.Actors.Artifacts;
using Weir.Actors.Clients;
using Weir.Actors.Faults;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;
using Weir.Operators.Streams;
using Weir.Testing.Faults;
using Weir.Testing.Pauses;

namespace Weir.Testing;

/// <summary>
/// A small cluster in the test's process: jobs run as they do in production, on the same actors and streams, with checkpoints in a
/// temporary folder; and what tests want to go wrong goes wrong, see <see cref="Faults"/> and <see cref="Nodes"/>.
/// </summary>
/// <remarks>
/// Its settings are made for tests: nothing is checkpointed unless the job or the test asks for it, a failed job restarts after 10 ms, as often
/// as it takes, ten failed checkpoints in a row are tolerated, and a dead node is noticed within seconds. The options' configuration goes over them.
/// One node does without a network. Several form a cluster, with one more member without slots, from which the test submits and watches, and which never dies.
/// </remarks>
public sealed class WeirTestCluster : IAsyncDisposable
{
    private const int MaxDeletions = 100;
    private static readonly TimeSpan DeletionInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(60);

    private readonly List<TestNode> _nodes = [];
    private readonly List<(string Source, IStreamJob Job)> _jobs = [];
    private readonly List<(string Name, TurnGate Gate)> _gates = [];
    private readonly TestClusterOptions _options;
    private TestNode? _observer;
    private int _submitted;

    private WeirTestCluster(TestClusterOptions options, string folder)
    {
        _options = options;
        Folder = folder;
    }

    /// <summary>What is to go wrong, and when.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>The clock of all nodes.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>The nodes with slots, in the order in which they were started, also those that have ended.</summary>
    public IReadOnlyList<TestNode> Nodes => _nodes;

    /// <summary>An actor system that lives as long as the cluster, for actors of the test.</summary>
    public ActorSystem System => Observer.System;

    /// <summary>Where checkpoints are kept; deleted with the cluster.</summary>
    public string StorageDirectory => Path.Combine(Folder, "checkpoints");

    /// <summary>Where savepoints are made; deleted with the cluster.</summary>
    public string SavepointDirectory => Path.Combine(Folder, "savepoints");

    private string Folder { get; }

    private TestNode Observer => _observer ?? _nodes[0];

    /// <summary>Starts a cluster. Dispose it at the end of the test.</summary>
    /// <param name="options">Null for one node with four slots.</param>
    public static async Task<WeirTestCluster> StartAsync(TestClusterOptions? options = null)
    {
        TestClusterOptions chosen = options ?? new TestClusterOptions();
        var cluster = new WeirTestCluster(chosen, Directory.CreateTempSubdirectory("weir-test-").FullName);
        try
        {
            for (int i = 0; i < chosen.Nodes; i++)
            {
                await cluster.AddNodeAsync().ConfigureAwait(false);
            }

            if (chosen.Nodes > 1)
            {
                cluster._observer = await cluster.StartNodeAsync("[weir-test]").ConfigureAwait(false);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts another node, which joins the others: in place of one that was killed, for instance. For clusters that began with several.</summary>
    public async Task<TestNode> AddNodeAsync()
    {
        if (_options.Nodes == 1 && _nodes.Count > 0)
        {
            throw new InvalidOperationException($"A cluster of one node has no network that others could join by; start it with {nameof(TestClusterOptions.Nodes)} = 2 or more.");
        }

        TestNode node = await StartNodeAsync("[weir-job-manager, weir-task-manager]").ConfigureAwait(false);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Cuts the link between two nodes, in both directions, without closing connections.</summary>
    public Task CutLinkAsync(TestNode one, TestNode other) => SetLinkAsync(one, other, Blackhole.Instance);

    /// <summary>Mends the link between two nodes.</summary>
    public Task MendLinkAsync(TestNode one, TestNode other) => SetLinkAsync(one, other, Unthrottled.Instance);

    /// <summary>Runs a job.</summary>
    /// <param name="job">Its <see cref="IStreamJob.Define"/> is called several times, on several threads: sources and sinks that the test looks at are made outside of it.</param>
    /// <param name="options">Null for the defaults.</param>
    public async Task<TestJob> SubmitAsync(IStreamJob job, TestJobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        TestJobOptions chosen = options ?? new TestJobOptions();
        string source = $"test-{Interlocked.Increment(ref _submitted)}";
        _jobs.Add((source, job));
        foreach (TestNode node in _observer is null ? _nodes : [.. _nodes, _observer])
        {
            node.Weir.RegisterJob(source, () => job);
        }

        var history = new JobHistory();
        var client = new NodeClient(System, Observer.Weir.Node, Observer.Weir.Services.Registered);
        JobClient submitted = await client.SubmitAsync(
            new SubmitJob
            {
                JobName = chosen.Name ?? source,
                Source = new JobSource.Registered(source),
                Arguments = chosen.Arguments,
                Parallelism = chosen.Parallelism,
                RestoreFrom = chosen.GoOnWithLatest ? RestoreFrom.Latest : chosen.StartFrom is { } start ? RestoreFrom.Path(start, chosen.IsStartClaimed) : RestoreFrom.Nothing,
                Overrides = chosen.Configuration,
            },
            history.Note,
            CancellationToken.None).ConfigureAwait(false);
        return new TestJob(submitted, history, this);
    }

    /// <summary>Runs a job that is described in place.</summary>
    /// <param name="define">Is called several times, on several threads: sources and sinks that the test looks at are made outside of it.</param>
    /// <param name="options">Null for the defaults.</param>
    public Task<TestJob> SubmitAsync(Action<StreamEnvironment> define, TestJobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(define);
        return SubmitAsync(new DefinedJob(define), options);
    }

    /// <summary>Ends all jobs where they are, and the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        TestNode[] all = _observer is null ? [.. _nodes] : [.. _nodes, _observer];
        _gates.ForEach(static gate => gate.Gate.Open());
        await Task.WhenAll(all.Select(node => node.System.Terminate())).ConfigureAwait(false);
        _gates.ForEach(static gate => TurnGates.Forget(gate.Name));
        Faults.Dispose();
        await DeleteFolderAsync().ConfigureAwait(false);
    }

    /// <summary>What was under way to the disk when its actor system ended may still arrive.</summary>
    private async Task DeleteFolderAsync()
    {
        for (int attempt = 1; Directory.Exists(Folder); attempt++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException) when (attempt < MaxDeletions)
            {
                await Task.Delay(DeletionInterval).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits no longer than the cluster's patience.</summary>
    internal Task WaitAsync(Task awaited, TestJob job, string what) => WaitAsync(awaited, () => $"{what}; {job}");

    /// <inheritdoc cref="WaitAsync(Task, TestJob, string)"/>
    internal Task WaitAsync(Task awaited, string what) => WaitAsync(awaited, () => what);

    private async Task WaitAsync(Task awaited, Func<string> what)
    {
        try
        {
            await awaited.WaitAsync(_options.Patience).ConfigureAwait(false);
        }
        catch (TimeoutException tooLate) when (!awaited.IsCompleted)
        {
            throw new TimeoutException($"Waited {_options.Patience} for {what()}.", tooLate);
        }
    }

    /// <summary>Sets the links of one node to all others.</summary>
    internal async Task SetLinksAsync(TestNode node, ThrottleMode mode)
    {
        TestNode[] others = [.. _nodes.Append(Observer).Where(other => other != node && other.IsRunning)];
        if (others.Length == 0)
        {
            throw new InvalidOperationException($"There is no other node that {node} has a link to; start the cluster with {nameof(TestClusterOptions.Nodes)} = 2 or more.");
        }

        foreach (TestNode other in others)
        {
            await SetLinkAsync(node, other, mode).ConfigureAwait(false);
        }
    }

    /// <summary>Cuts all links of a node that is about to end, at the ends that are not paused: one end is enough.</summary>
    internal async Task CutForGoodAsync(TestNode node)
    {
        foreach (TestNode other in _nodes.Append(Observer).Where(other => other != node && other.IsRunning))
        {
            await (node.IsPaused ? Task.CompletedTask : node.SetLinkAsync(other.Address, Blackhole.Instance)).ConfigureAwait(false);
            await (other.IsPaused ? Task.CompletedTask : other.SetLinkAsync(node.Address, Blackhole.Instance)).ConfigureAwait(false);
        }
    }

    private static async Task SetLinkAsync(TestNode one, TestNode other, ThrottleMode mode)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.IsPaused || other.IsPaused)
        {
            throw new InvalidOperationException($"The link between {one} and {other} cannot be controlled while one of them is paused: call {nameof(TestNode.Resume)} first.");
        }

        await one.SetLinkAsync(other.Address, mode).ConfigureAwait(false);
        await other.SetLinkAsync(one.Address, mode).ConfigureAwait(false);
    }

    private async Task<TestNode> StartNodeAsync(string roles)
    {
        bool isCluster = _options.Nodes > 1;
        string gateName = $"{Guid.NewGuid():n}";
        TurnGate gate = TurnGates.Named(gateName);
        _gates.Add((gateName, gate));
        Config config = ConfigurationFactory.ParseString(_options.Configuration)
            .WithFallback(ConfigurationFactory.ParseString(TestConfiguration.Text(gateName, Folder, StorageDirectory, _options.SlotsPerNode)));
        if (isCluster)
        {
            config = config.WithFallback(ConfigurationFactory.ParseString(TestConfiguration.ClusterText(Folder, roles)));
        }

        ActorSystem system = ActorSystem.Create("weir", config.WithFallback(WeirExtension.DefaultConfiguration));
        FaultPoints.For(system).Injector = Faults;
        var registered = new RegisteredJobs();
        foreach ((string source, IStreamJob job) in _jobs)
        {
            registered.Add(source, () => job);
        }

        var weir = (WeirExtension)system.RegisterExtension(new Provider(Clock, registered));
        var node = new TestNode(this, _nodes.Count, system, weir, gate);
        if (isCluster)
        {
            Cluster cluster = Cluster.Get(system);
            var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cluster.RegisterOnMemberUp(() => up.TrySetResult());
            foreach (TestNode apart in _nodes.Where(other => other is { IsRunning: true, IsCutOff: true }))
            {
                await SetLinkAsync(apart, node, Blackhole.Instance).ConfigureAwait(false);
            }

            // A node that was cut off or is paused has no say in who belongs to the others.
            TestNode? member = _observer ?? _nodes.Find(static other => other is { IsRunning: true, IsCutOff: false, IsPaused: false });
            cluster.Join(member?.Address ?? cluster.SelfAddress);
            await up.Task.WaitAsync(JoinPatience).ConfigureAwait(false);
            if (cluster.SelfRoles.Contains(NodeRoles.TaskManager))
            {
                await weir.SlotsOfferedAsync(JoinPatience).ConfigureAwait(false);
            }
        }

        return node;
    }

    private sealed class Provider(TimeProvider clock, RegisteredJobs registered) : ExtensionIdProvider<WeirExtension>
    {
        public override WeirExtension CreateExtension(ExtendedActorSystem system) => new(system, clock, taskManagers: 1, registered);
    }

    private sealed class DefinedJob(Action<StreamEnvironment> define) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => define(environment);
    }
}
