using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Artifacts;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;
using Weir.Operators.Streams;

namespace Weir.Spec.Nodes;

/// <summary>A cluster whose nodes are actor systems of this process, which talk over TCP on loopback; its folders are temporary.</summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    private const string JobName = "job";
    private readonly List<ActorSystem> _nodes = [];
    private readonly List<ActorSystem> _started = [];
    private readonly Config _config;
    private readonly Action<StreamEnvironment> _define;

    private ClusterRun(string folder, Config config, Action<StreamEnvironment> define)
    {
        Folder = folder;
        _config = config;
        _define = define;
    }

    public string Folder { get; }

    /// <summary>Those that were started and not killed.</summary>
    public IReadOnlyList<ActorSystem> Nodes => _nodes;

    /// <summary>Starts nodes, and waits until all are up.</summary>
    public static async Task<ClusterRun> BeginAsync(int nodes, Action<StreamEnvironment> define, string configuration = "")
    {
        string folder = Directory.CreateTempSubdirectory("weir-cluster-").FullName;
        Config config = ConfigurationFactory.ParseString(configuration).WithFallback(ConfigurationFactory.ParseString(
            $$"""
            akka {
              loglevel = INFO
              actor.provider = cluster
              coordinated-shutdown.run-by-actor-system-terminate = off
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              cluster {
                roles = [weir-job-manager, weir-task-manager]
                failure-detector { heartbeat-interval = 200 ms, acceptable-heartbeat-pause = 2 s }
                split-brain-resolver.stable-after = 1 s
                down-removal-margin = 200 ms
                min-nr-of-members = 1
              }
              persistence {
                journal.plugin = "weir.journal.directory"
                snapshot-store.plugin = "weir.snapshot-store.directory"
              }
            }
            weir {
              journal.directory.dir = "{{folder}}/journal"
              snapshot-store.directory.dir = "{{folder}}/journal"
              task-manager.slots = 2
              job-manager { settle = 5 s, restart-delay = 1 s }
              checkpointing {
                interval = 50 ms
                tolerable-failures = 10
                num-retained = 2
                storage.dir = "{{folder}}/checkpoints"
                restart { strategy = fixed-delay, fixed-delay { attempts = 1000, delay = 10 ms } }
              }
            }
            """)).WithFallback(ReferenceConfiguration.Config);
        var run = new ClusterRun(folder, config, define);
        try
        {
            for (int i = 0; i < nodes; i++)
            {
                await run.AddNodeAsync();
            }

            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public async Task<ActorSystem> AddNodeAsync()
    {
        ActorSystem system = ActorSystem.Create("weir", _config);
        _started.Add(system);
        WeirExtension weir = WeirExtension.For(system);
        weir.Services.Registered.Add(JobName, () => new DefinedJob(_define));
        var cluster = Akka.Cluster.Cluster.Get(system);
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        cluster.Join(_nodes.Count > 0 ? Akka.Cluster.Cluster.Get(_nodes[0]).SelfAddress : cluster.SelfAddress);
        _nodes.Add(system);
        await up.Task.WaitAsync(TimeSpan.FromSeconds(30));

        // Else a job that is submitted next might not be spread over all nodes.
        await weir.SlotsOfferedAsync(TimeSpan.FromSeconds(30));
        return system;
    }

    /// <summary>Submits the job at that node.</summary>
    public Task<JobClient> SubmitAsync(ActorSystem node, int parallelism, Action<JobNews>? onNews = null)
    {
        WeirExtension weir = WeirExtension.For(node);
        return new NodeClient(node, weir.Node, weir.Services.Registered).SubmitAsync(
            new SubmitJob { JobName = JobName, Source = new JobSource.Registered(JobName), Parallelism = parallelism }, onNews, CancellationToken.None);
    }

    /// <summary>The node is gone without a word: it neither leaves the cluster nor stops its work in order.</summary>
    public Task KillAsync(ActorSystem node)
    {
        _nodes.Remove(node);
        return node.Terminate();
    }

    /// <summary>The node hands over its work and leaves.</summary>
    public Task LeaveAsync(ActorSystem node)
    {
        _nodes.Remove(node);
        return CoordinatedShutdown.Get(node).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
    }

    /// <summary>The node whose job manager leads: the oldest.</summary>
    public ActorSystem Leader => _nodes[0];

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_started.Select(node => node.Terminate()));
        await TemporaryFolders.DeleteAsync(Folder);
    }

    private sealed class DefinedJob(Action<StreamEnvironment> define) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => define(environment);
    }
}
