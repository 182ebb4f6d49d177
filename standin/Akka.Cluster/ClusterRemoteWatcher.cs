using Akka.Actor;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>
/// Watches actors of other systems. Those of members are left to the cluster's failure detector: they are gone when
/// their node is removed, and not before.
/// </summary>
internal sealed class ClusterRemoteWatcher : RemoteWatcher
{
    private readonly HashSet<Address> _members = [];

    public ClusterRemoteWatcher(
        IFailureDetectorRegistry<Address> failureDetector,
        TimeSpan heartbeatInterval,
        TimeSpan unreachableReaperInterval,
        TimeSpan heartbeatExpectedResponseAfter)
        : base(failureDetector, heartbeatInterval, unreachableReaperInterval, heartbeatExpectedResponseAfter)
    {
    }

    public static new Props Props(
        IFailureDetectorRegistry<Address> failureDetector,
        TimeSpan heartbeatInterval,
        TimeSpan unreachableReaperInterval,
        TimeSpan heartbeatExpectedResponseAfter) =>
        Actor.Props.Create(() => new ClusterRemoteWatcher(failureDetector, heartbeatInterval, unreachableReaperInterval, heartbeatExpectedResponseAfter))
            .WithDeploy(Deploy.Local);

    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        base.PostStop();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberRemoved removed:
                OnRemoved(removed);
                break;
            case ClusterEvent.IMemberEvent changed:
                OnMember(changed.Member);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    protected override void WatchNode(IInternalActorRef watchee)
    {
        if (!_members.Contains(watchee.Path.Address))
            base.WatchNode(watchee);
    }

    private void OnMember(Member member)
    {
        // Its heartbeats are the cluster's matter from now on.
        if (member.Address != Cluster.Get(Context.System).SelfAddress && _members.Add(member.Address))
            UnwatchNode(member.Address);
    }

    private void OnRemoved(ClusterEvent.MemberRemoved removed)
    {
        var address = removed.Member.Address;
        var cluster = Cluster.Get(Context.System);
        if (address == cluster.SelfAddress || cluster.IsTerminated)
            return;
        if (!cluster.State.Members.Any(member => member.Address == address))
            _members.Remove(address);

        // One that left ends its connections itself; one that was downed may live on, and must not be heard any more.
        if (removed.PreviousStatus == MemberStatus.Down)
            Quarantine(address, removed.Member.UniqueAddress.Uid);
        PublishAddressTerminated(address);
    }
}
