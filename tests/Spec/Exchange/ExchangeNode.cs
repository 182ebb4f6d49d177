using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Exchange;

namespace Weir.Spec.Exchange;

/// <summary>An actor system that others reach over loopback, with an exchange below an actor of the same path on all of them.</summary>
internal sealed class ExchangeNode : IAsyncDisposable
{
    private ExchangeNode(ActorSystem system, NodeExchange exchange)
    {
        System = system;
        Exchange = exchange;
    }

    public ActorSystem System { get; }

    public NodeExchange Exchange { get; }

    public Address Address => Exchange.Address;

    public static async Task<ExchangeNode> StartAsync(string settings = "")
    {
        Config config = ConfigurationFactory.ParseString(settings)
            .WithFallback(ConfigurationFactory.ParseString("""
                akka {
                  loglevel = WARNING
                  actor.provider = remote
                  remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
                }
                """))
            .WithFallback(ReferenceConfiguration.Config);
        var system = ActorSystem.Create("weir", config);
        var started = new TaskCompletionSource<NodeExchange>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new TaskManager(started)), "task-manager");
        return new ExchangeNode(system, await started.Task.WaitAsync(Patience.Limit));
    }

    public async ValueTask DisposeAsync() => await System.Terminate().WaitAsync(Patience.Limit);

    private sealed class TaskManager : ReceiveActor
    {
        public TaskManager(TaskCompletionSource<NodeExchange> started) => started.SetResult(NodeExchange.Start(Context));
    }
}

internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
}
