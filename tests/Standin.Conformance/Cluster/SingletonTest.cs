using Akka.Actor;
using Akka.Cluster.Tools.Singleton;

namespace Weir.Standin.Conformance.Cluster;

/// <summary>A singleton that reports where it starts and stops, and answers with its node.</summary>
public abstract class SingletonTest : ClusterTest
{
    protected const string Manager = "/user/manager";

    protected EventLog Runs { get; } = new();

    protected IActorRef StartManager(ClusterNode node, Func<ClusterSingletonManagerSettings, ClusterSingletonManagerSettings>? with = null)
    {
        var (runs, address) = (Runs, node.Address);
        var settings = ClusterSingletonManagerSettings.Create(node.System).WithHandOverRetryInterval(TimeSpan.FromMilliseconds(200));
        return node.System.ActorOf(
            ClusterSingletonManager.Props(Props.Create(() => new Singleton(runs, address)), "end", with?.Invoke(settings) ?? settings),
            "manager");
    }

    protected static IActorRef StartProxy(ClusterNode node, Func<ClusterSingletonProxySettings, ClusterSingletonProxySettings>? with = null)
    {
        var settings = ClusterSingletonProxySettings.Create(node.System).WithSingletonIdentificationInterval(TimeSpan.FromMilliseconds(200));
        return node.System.ActorOf(ClusterSingletonProxy.Props(Manager, with?.Invoke(settings) ?? settings), "proxy");
    }

    protected Task<string> Started(ClusterNode node) => Happened($"started {node.Address}");

    protected Task<string> Stopped(ClusterNode node) => Happened($"stopped {node.Address}");

    protected Task<string> Happened(string what) => Runs.First<string>(run => run == what, Patience);

    /// <summary>No start came while another one ran.</summary>
    protected void NeverTwoAtOnce()
    {
        var running = 0;
        foreach (var run in Runs.All.Cast<string>())
        {
            running += run.StartsWith("started", StringComparison.Ordinal) ? 1 : run.StartsWith("stopped", StringComparison.Ordinal) ? -1 : 0;
            running.ShouldBeLessThanOrEqualTo(1, string.Join(Environment.NewLine, Runs.All));
        }
    }

    /// <summary>Told to end it says so, and ends once it is allowed to.</summary>
    private sealed class Singleton : ReceiveActor
    {
        private readonly EventLog _runs;
        private readonly Address _node;

        public Singleton(EventLog runs, Address node)
        {
            _runs = runs;
            _node = node;
            Receive<string>(text => text == "end", _ =>
            {
                runs.Add($"ending {node}");
                Context.Stop(Self);
            });
            Receive<string>(text => text == "crash", _ => throw new InvalidOperationException("It was told to crash."));
            ReceiveAny(message => Sender.Tell($"{message} at {node}"));
        }

        protected override void PreStart() => _runs.Add($"started {_node}");

        protected override void PostStop() => _runs.Add($"stopped {_node}");
    }
}
