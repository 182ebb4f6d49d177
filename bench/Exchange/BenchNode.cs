using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Exchange;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Subtasks;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;

namespace Weir.Bench.Exchange;

/// <summary>A process that runs the subtasks of one vertex, with all that is between it and another process, but without a job master.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _owner;

    private BenchNode(ActorSystem system, IActorRef owner, NodeExchange exchange)
    {
        _system = system;
        _owner = owner;
        Exchange = exchange;
    }

    public NodeExchange Exchange { get; }

    public Address Address => Exchange.Address;

    public static async Task<BenchNode> StartAsync()
    {
        Config config = ConfigurationFactory.ParseString("""
            akka {
              loglevel = ERROR
              actor.provider = remote
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            }
            """).WithFallback(ReferenceConfiguration.Config);
        var system = ActorSystem.Create("bench", config);
        var exchange = new TaskCompletionSource<NodeExchange>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef owner = system.ActorOf(Props.Create(() => new Owner(exchange)), "node");
        return new BenchNode(system, owner, await exchange.Task);
    }

    /// <summary>Runs all subtasks of a vertex until their data has ended and they are told to stop, by the token.</summary>
    /// <param name="graph">The job, which the other process has built too.</param>
    /// <param name="run">Which run of it: no two of the same processes share one.</param>
    /// <param name="vertex">The vertex that runs here.</param>
    /// <param name="other">Where all other vertices run.</param>
    public async Task<IAsyncDisposable> RunAsync(JobGraph graph, int run, int vertex, Address other)
    {
        var started = new TaskCompletionSource<SubtaskGroup>(TaskCreationOptions.RunContinuationsAsynchronously);
        _owner.Tell(new StartGroup(graph, run, vertex, other, Exchange, started));
        return await started.Task;
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private sealed record StartGroup(
        JobGraph Graph, int Run, int Vertex, Address Other, NodeExchange Exchange, TaskCompletionSource<SubtaskGroup> Started);

    private sealed class Owner : ReceiveActor
    {
        public Owner(TaskCompletionSource<NodeExchange> exchange)
        {
            exchange.SetResult(NodeExchange.Start(Context));
            Receive<StartGroup>(start => Context.ActorOf(Props.Create(() => new Group(start))));
        }
    }

    /// <summary>The subtasks of one run, in streams of this actor.</summary>
    private sealed class Group : ReceiveActor
    {
        public Group(StartGroup start)
        {
            JobVertex vertex = start.Graph.Vertices[start.Vertex];
            var ended = new CountdownEvent(vertex.Parallelism);
            var group = new SubtaskGroup(Self, ended);
            var job = new JobDeployment(
                "bench", "bench", start.Graph, new CheckpointingConfiguration(), null!, Copies: null, start.Exchange.ForJob("bench", 16), Self);
            group.Cleanup = () =>
            {
                for (int i = 0; i < vertex.Parallelism; i++)
                {
                    SubtaskWiring.ForgetChannels(job, new SubtaskId(start.Vertex, i), new Attempt(start.Run));
                }
            };

            // Each side has one vertex, and all its peers are on the other.
            int peersAtMost = start.Graph.Vertices.Where(other => other.Id != start.Vertex).Max(other => other.Parallelism);
            var peers = new PeerPlacement([start.Other], new int[peersAtMost]);
            ISourceEnumerator? enumerator = vertex.CreateEnumerator();
            ReceiveAsync<Open>(async _ =>
            {
                if (enumerator is not null)
                {
                    await enumerator.StartAsync(null, CancellationToken.None);
                }

                for (int i = 0; i < vertex.Parallelism; i++)
                {
                    var deployment = new SubtaskDeployment(job, new SubtaskId(start.Vertex, i), new Attempt(start.Run), null, null) { Peers = peers };
                    var wiring = SubtaskWiring.Create(deployment, TimeProvider.System, _ => { }, group.Fail, Context.System);
                    await wiring.Chain.OpenAsync(null, null, CancellationToken.None);
                    group.Chains.Add(wiring.Chain);
                    wiring.Run(Context, new Listener(group, i, enumerator));
                }

                start.Started.SetResult(group);
            });
            Self.Tell(new Open());
        }

        private sealed record Open;
    }
}
