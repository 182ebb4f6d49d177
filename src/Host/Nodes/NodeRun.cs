using Akka.Actor;
using Akka.Cluster;
using Weir.Actors.Metrics;
using Weir.Actors.Nodes;
using Weir.Host.Logging;
using Weir.Host.Metrics;
using Weir.Host.Rest;
using Weir.Host.Terminal;

namespace Weir.Host.Nodes;

/// <summary>Runs a node until it is told to leave, or the cluster puts it out.</summary>
internal static class NodeRun
{
    public static async Task<int> ExecuteAsync(NodeRequest request)
    {
        using var signals = new TerminationSignals();
        var settings = NodeSettings.Load(request);
        var rest = RestSettings.Read(settings.All);
        var metrics = MetricSettings.Read(settings.All);
        var log = LogSettings.Read(settings.All);
        LogOutput.Use(log.Format, $"{settings.Host}:{settings.Port}");
        var system = await NodeStart.StartAsync(settings);
        var cluster = Cluster.Get(system);
        LogOutput.Use(log.Format, NodeAddress.Text(cluster.SelfAddress));
        using var export = metrics.OtlpEndpoint is { } collector ? new OtlpExport(metrics, collector, cluster.SelfAddress.ToString()) : null;
        using var measured = new MetricCollector(NodeMetrics.For(system).Meter);
        await using var server = await NodeRest.StartAsync(system, settings, rest, measured, metrics.PrometheusPrefix);
        system.ActorOf(Props.Create(() => new MembershipLog()), "membership-log");
        system.ActorOf(Props.Create(() => new QuarantineListener()), "quarantine-listener");
        var up = Join(cluster, settings);
        using var stop = new CancellationTokenSource();
        var waiting = JoinWarning.RepeatAsync(settings, cluster.SelfAddress, up, stop.Token);
        var signalled = WaitAsync(signals.Token);
        var terminated = Task.WhenAny(system.WhenTerminated, WeirExtension.For(system).LeftBehind);
        if (await Task.WhenAny(up, signalled, terminated) == up)
        {
            Console.Out.WriteLine(NodeAnnouncement.Up(cluster, settings, server?.Address));
            await Task.WhenAny(signalled, terminated);
        }

        await stop.CancelAsync();
        await waiting;
        return terminated.IsCompleted ? Outcome(system, settings) : await LeaveAsync(system, settings, signals);
    }

    private static Task Join(Cluster cluster, NodeSettings settings)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.RegisterOnMemberUp(up.SetResult);

        // With TLS the protocol has another name; a list of seeds need not change for that.
        var protocol = cluster.SelfAddress.Protocol;
        cluster.JoinSeedNodes([.. settings.Seeds.Select(seed => seed.WithProtocol(protocol))]);
        return up.Task;
    }

    private static async Task<int> LeaveAsync(ActorSystem system, NodeSettings settings, TerminationSignals signals)
    {
        LogOutput.Info("the node hands over its work and leaves; a second signal ends it at once");
        var leaving = CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        try
        {
            await leaving.WaitAsync(settings.LeaveTimeout);
            LogOutput.Info("the node has left");
            return ExitCode.Finished;
        }
        catch (TimeoutException)
        {
            LogOutput.Error($"the node has not left within {Figures.Duration(settings.LeaveTimeout)} (weir.node.leave-timeout); it ends as it is");
            return signals.ExitCode;
        }
    }

    /// <summary>The system has ended without having been told to by a signal.</summary>
    private static int Outcome(ActorSystem system, NodeSettings settings)
    {
        switch (CoordinatedShutdown.Get(system).ShutdownReason)
        {
            case CoordinatedShutdown.ClusterJoinUnsuccessfulReason:
                LogOutput.Error($"{JoinWarning.Text(settings)}; gave up after {Figures.Duration(settings.JoinTimeout.GetValueOrDefault())} (akka.cluster.shutdown-after-unsuccessful-join-seed-nodes)");
                return ExitCode.NotJoined;
            case CoordinatedShutdown.ClusterDowningReason:
                LogOutput.Error("the cluster has put this node out (it was unreachable for the others, or on the smaller side of a partition); start it again, and it joins anew");
                return ExitCode.PutOut;
            case ClusterEndsReason:
                LogOutput.Info("the node has ended with its cluster, which was shut down; its jobs go on when it is started again");
                return ExitCode.Finished;
            case NodeMisfitReason:
                LogOutput.Error("the node has left a cluster that it does not fit into; what stands above says why");
                return ExitCode.BadUsage;
            case HangingSubtaskReason:
                LogOutput.Error("the node has ended with a subtask in it that does not stop; what stands above says which one; start it again, and it joins anew");
                return ExitCode.Failed;
            default:
                LogOutput.Error("the node has ended; what stands above says why");
                return ExitCode.Failed;
        }
    }

    private static Task WaitAsync(CancellationToken token)
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(signalled.SetResult);
        return signalled.Task;
    }
}
