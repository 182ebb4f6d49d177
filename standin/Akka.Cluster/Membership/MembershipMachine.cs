using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>
/// One node's part in the membership: takes commands, gossip and the failure detector's findings, and says what to send.
/// It knows no clock and no network.
/// </summary>
internal sealed partial class MembershipMachine
{
    private readonly UniqueAddress _self;
    private readonly MembershipOptions _options;
    private readonly List<MembershipEffect> _effects = [];
    private readonly HashSet<UniqueAddress> _exitingConfirmed = [];
    private bool _exiting;
    private bool _stopped;

    public MembershipMachine(UniqueAddress self, MembershipOptions options)
    {
        _self = self;
        _options = options;
    }

    public Gossip Gossip { get; private set; } = Gossip.Empty;

    public bool IsMember => !_stopped && Gossip.Has(_self);

    private Member Self => Gossip.Find(_self);

    private MembershipView View => new(Gossip, _self);

    /// <summary>What is to be done since the last call.</summary>
    public IReadOnlyList<MembershipEffect> TakeEffects()
    {
        var taken = _effects.ToArray();
        _effects.Clear();
        return taken;
    }

    public void OnInitJoin(Address from)
    {
        if (IsMember && Self.Status is not (MemberStatus.Down or MemberStatus.Exiting))
            Send(from, new InitJoinAck(_self.Address));
        else
            Send(from, new InitJoinNack(_self.Address));
    }

    /// <summary>Begins a cluster of one.</summary>
    public void JoinSelf(DateTime now)
    {
        if (IsMember || _stopped)
            return;
        Gossip = Gossip.With(Member.Create(_self, _options.Roles, _options.AppVersion)).ChangedBy(_self);
        _effects.Add(new MembershipEffect.Joined());
        Log($"Node [{_self.Address}] is JOINING itself (with roles [{string.Join(", ", _options.Roles)}]) and forming a new cluster");
        RunLeaderActions(now);
    }

    public void OnJoin(Join join)
    {
        if (!IsMember)
            return;
        if (join.Node.Address.Protocol != _self.Address.Protocol || join.Node.Address.System != _self.Address.System)
        {
            Warn($"The node {join.Node.Address} tried to join, but a member's address has to be like {_self.Address}: the same protocol and name of the system. It is ignored.");
            return;
        }

        if (Gossip.Tombstones.ContainsKey(join.Node) || Self.Status is MemberStatus.Down)
        {
            Log($"The join of {join.Node} is ignored: {(Self.Status is MemberStatus.Down ? "this node is down itself" : "it was removed already, only a new process can join")}");
            return;
        }

        var known = Gossip.Members.FirstOrDefault(member => member.Address == join.Node.Address);
        if (known is null)
        {
            Gossip = Gossip.With(Member.Create(join.Node, join.Roles, join.AppVersion)).ChangedBy(_self);
            Log($"Node [{join.Node.Address}] is JOINING, roles [{string.Join(", ", join.Roles)}]");
        }
        else if (known.UniqueAddress != join.Node)
        {
            ReplaceIncarnation(known);
            return;
        }

        // Once more for a node that asked again: its welcome was lost.
        Send(join.Node.Address, new Welcome(_self, Gossip));
    }

    public void OnWelcome(Welcome welcome)
    {
        if (IsMember || _stopped || !welcome.Gossip.Has(_self))
            return;
        Gossip = welcome.Gossip.SeenBy(_self);
        _effects.Add(new MembershipEffect.Joined());
        Log($"Welcome from [{welcome.From.Address}]");
        Send(welcome.From.Address, new GossipEnvelope(_self, welcome.From, Gossip));
    }

    public void Leave(Address address)
    {
        var member = Gossip.Members.FirstOrDefault(each => each.Address == address);
        if (member is not { Status: MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up })
            return;
        Gossip = Gossip.With(member.Copy(MemberStatus.Leaving)).ChangedBy(_self);
        Log($"Marked address [{address}] as [Leaving]");
    }

    public void Down(Address address)
    {
        var member = Gossip.Members.FirstOrDefault(each => each.Address == address);
        if (member is null)
        {
            Log($"Ignoring down of unknown node [{address}]");
            return;
        }

        if (member.Status == MemberStatus.Down)
            return;
        Gossip = Gossip.With(member.Copy(MemberStatus.Down)).ChangedBy(_self);
        Log($"Marking {(Gossip.Reachability.IsReachable(member.UniqueAddress) ? "node" : "unreachable node")} [{address}] as [Down]");
    }

    /// <summary>What had to be stopped on this exiting node has stopped.</summary>
    /// <param name="draws">Numbers of 0 to 1 that choose whom to tell.</param>
    public void ExitingCompleted(IEnumerable<double> draws)
    {
        if (!IsMember)
            return;
        Gossip = Gossip.SeenBy(_self);
        var others = Gossip.Members.Where(member => member.UniqueAddress != _self).ToArray();
        foreach (var draw in draws)
            GossipTo(Pick(Peers(), draw));

        // The next leader, and the one after it for when that one is leaving as well.
        var next = View.LeaderOf(others);
        var afterNext = View.LeaderOf(others.Where(member => member.UniqueAddress != next));
        foreach (var leader in new[] { next, afterNext })
        {
            if (leader is not null)
                Send(leader.Address, new ExitingConfirmed(_self));
        }

        Stop("it has left");
    }

    public void OnExitingConfirmed(ExitingConfirmed confirmed)
    {
        if (Gossip.Has(confirmed.Node))
            _exitingConfirmed.Add(confirmed.Node);
    }

    /// <summary>Takes over what the failure detector has found out.</summary>
    /// <param name="isAvailable">Whether a node is heard, as far as it is listened to.</param>
    public void Reap(Func<Address, bool> isAvailable)
    {
        if (!IsMember)
            return;
        var reachability = Gossip.Reachability;
        foreach (var member in Gossip.Members.Where(member => member.UniqueAddress != _self))
        {
            if (!isAvailable(member.Address))
                reachability = reachability.Unreachable(_self, member.UniqueAddress);
            else
                reachability = reachability.Reachable(_self, member.UniqueAddress);
        }

        if (reachability == Gossip.Reachability)
            return;
        LogReachability(Gossip.Reachability, reachability);
        Gossip = (Gossip with { Reachability = reachability }).ChangedBy(_self);
    }

    private void ReplaceIncarnation(Member known)
    {
        Log($"New incarnation of existing member [{known}] is trying to join. Existing will be removed from the cluster and then new member will be allowed to join.");
        var reachability = Gossip.Reachability.Terminated(_self, known.UniqueAddress);
        if (reachability != Gossip.Reachability)
            Gossip = (Gossip with { Reachability = reachability }).ChangedBy(_self);
        Down(known.Address);
    }

    private void Stop(string reason)
    {
        if (_stopped)
            return;
        _stopped = true;
        _effects.Add(new MembershipEffect.Stop(reason));
    }

    private void LogReachability(Reachability before, Reachability after)
    {
        foreach (var node in after.UnreachableFrom(_self).Except(before.UnreachableFrom(_self)))
            Warn($"Marking node as UNREACHABLE [{Gossip.Find(node)}]");
        foreach (var node in before.UnreachableFrom(_self).Except(after.UnreachableFrom(_self)))
            Log($"Marking node as REACHABLE [{Gossip.Find(node)}]");
    }

    private void Send(Address to, IClusterMessage message) => _effects.Add(new MembershipEffect.Send(to, message));

    private void Log(string text) => _effects.Add(new MembershipEffect.Log(false, text));

    private void Warn(string text) => _effects.Add(new MembershipEffect.Log(true, text));
}
