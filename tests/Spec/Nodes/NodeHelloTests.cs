using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Configuration;
using Weir.Actors.Nodes;

namespace Weir.Spec.Nodes;

/// <summary>Nodes that do not belong together, told apart by what they say of themselves.</summary>
public sealed class NodeHelloTests : IAsyncLifetime
{
    private const int WeirVersion = 1;
    private const int WireVersion = 2;
    private const int Journal = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;
    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        await TemporaryFolders.DeleteAsync(_folder);
    }

    [Theory]
    [InlineData(WeirVersion, "it runs Weir ", "Run the same version on all nodes")]
    [InlineData(WireVersion, "its messages have version ", "Run the same version on all nodes")]
    [InlineData(Journal, "its journal is '", "Set akka.persistence.journal to the same on all nodes")]
    public async Task A_node_that_differs_from_an_older_one_leaves_and_says_in_what(int line, string what, string wayOut)
    {
        ActorSystem older = Join(parent => parent.ActorOf(Props.Create(() => new Stranger(line, new TaskCompletionSource())), "node"));
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorSystem younger = Join(parent => parent.ActorOf(NodeHelloActor.Props(left.SetResult), "node"), older, said);

        await left.Task.WaitAsync(Patience);

        string message = await said.Task.WaitAsync(Patience);
        message.ShouldContain("This node leaves the cluster");
        message.ShouldContain(Akka.Cluster.Cluster.Get(older).SelfAddress.ToString());
        message.ShouldContain(what);
        message.ShouldContain("something else");
        message.ShouldContain(wayOut);
        younger.WhenTerminated.IsCompleted.ShouldBeFalse("to leave is its owner's business");
    }

    [Fact]
    public async Task A_node_stays_when_a_younger_one_differs()
    {
        var left = new TaskCompletionSource();
        ActorSystem older = Join(parent => parent.ActorOf(NodeHelloActor.Props(left.SetResult), "node"));
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Join(parent => parent.ActorOf(Props.Create(() => new Stranger(WeirVersion, answered)), "node"), older);
        await answered.Task.WaitAsync(Patience);
        left.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Nodes_that_belong_together_stay()
    {
        var left = new TaskCompletionSource();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorSystem older = Join(parent => parent.ActorOf(Props.Create(() => new Stranger(0, answered)), "node"));
        Join(parent => parent.ActorOf(NodeHelloActor.Props(left.SetResult), "node"), older);
        await answered.Task.WaitAsync(Patience);
        left.Task.IsCompleted.ShouldBeFalse();
    }

    private ActorSystem Join(Func<IActorContext, IActorRef> start, ActorSystem? older = null, TaskCompletionSource<string>? error = null)
    {
        Config config = ConfigurationFactory.ParseString(
            $$"""
            akka {
              loglevel = ERROR
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              persistence { journal.plugin = "weir.journal.directory", snapshot-store.plugin = "weir.snapshot-store.directory" }
            }
            weir { journal.directory.dir = "{{_folder}}", snapshot-store.directory.dir = "{{_folder}}" }
            """).WithFallback(ReferenceConfiguration.Config);
        ActorSystem system = ActorSystem.Create("weir", config);
        _systems.Add(system);
        if (error is not null)
        {
            system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new ErrorListener(error))), typeof(Error));
        }

        system.ActorOf(Props.Create(() => new Parent(start)), "weir");
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(Akka.Cluster.Cluster.Get(older ?? system).SelfAddress);
        return system;
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(Func<IActorContext, IActorRef> start) => start(Context);
    }

    /// <summary>Says of itself what it is told, but for one line.</summary>
    private sealed class Stranger : ReceiveActor
    {
        private int _heard;

        /// <param name="line">Which one differs; 0: none.</param>
        /// <param name="answered">Set when the other one has compared, for it then answers once more.</param>
        public Stranger(int line, TaskCompletionSource answered) => Receive<string>(hello =>
        {
            if (++_heard > 1)
            {
                answered.TrySetResult();
                return;
            }

            string[] lines = hello.Split('\n');
            if (line > 0)
            {
                lines[line] = "something else";
            }

            Sender.Tell(string.Join('\n', lines));
        });
    }

    private sealed class ErrorListener : ReceiveActor
    {
        public ErrorListener(TaskCompletionSource<string> said) => Receive<Error>(error => said.TrySetResult($"{error.Message}"));
    }
}
