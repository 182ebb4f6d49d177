using Akka.Actor;

namespace Akka.Cluster;

/// <summary>What the end of a system does to leave its cluster.</summary>
internal static class ClusterShutdownTasks
{
    public static void Register(Cluster cluster, SelfStatus self, IActorRef daemon)
    {
        var shutdown = CoordinatedShutdown.Get(cluster.System);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "leave", () =>
        {
            if (!IsMember(cluster))
                return Task.FromResult(Done.Instance);
            daemon.Tell(new Membership.LeaveNode(cluster.SelfAddress));
            return Until(self, status => status is not (MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up));
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExiting, "wait-exiting", () => IsMember(cluster)
            ? Until(self, status => status is MemberStatus.Exiting or MemberStatus.Down or MemberStatus.Removed)
            : Task.FromResult(Done.Instance));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "exiting-completed", async () =>
        {
            if (IsMember(cluster))
                await daemon.Ask<Done>(ClusterDaemon.ExitingCompleted.Instance, shutdown.Timeout(CoordinatedShutdown.PhaseClusterExitingDone)).ConfigureAwait(false);
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "wait-shutdown", () =>
        {
            var stopped = Stopped(self);
            cluster.Shutdown();
            return stopped;
        });
    }

    private static bool IsMember(Cluster cluster) =>
        !cluster.IsTerminated && cluster.SelfMember.Status is not (MemberStatus.Down or MemberStatus.Removed);

    private static Task<Done> Until(SelfStatus self, Func<MemberStatus, bool> holds)
    {
        var done = new TaskCompletionSource<Done>(TaskCreationOptions.RunContinuationsAsynchronously);
        self.When(holds, () => done.TrySetResult(Done.Instance));
        self.WhenStopped(() => done.TrySetResult(Done.Instance));
        return done.Task;
    }

    private static Task<Done> Stopped(SelfStatus self)
    {
        var done = new TaskCompletionSource<Done>(TaskCreationOptions.RunContinuationsAsynchronously);
        self.WhenStopped(() => done.TrySetResult(Done.Instance));
        return done.Task;
    }
}
