namespace Akka.Cluster.Membership;

/// <summary>What the leader does once all agree, and a node that is down.</summary>
internal sealed partial class MembershipMachine
{
    /// <summary>How long a node that is down goes on telling so before it stops, in leader action intervals.</summary>
    private const int MaximumRoundsDown = 5;

    private static readonly TimeSpan s_tombstoneLife = TimeSpan.FromDays(1);

    private int _roundsDown;
    private DateTime? _disagreeingSince;

    public void RunLeaderActions(DateTime now)
    {
        if (!IsMember)
            return;
        Gossip = Gossip.WithoutTombstonesBefore(now - s_tombstoneLife);
        _exitingConfirmed.RemoveWhere(node => !Gossip.Has(node));
        var view = View;
        var isConverged = view.IsConverged(_exitingConfirmed);
        if (isConverged)
            _disagreeingSince = null;
        else
            _disagreeingSince ??= now;

        if (view.IsLeader)
        {
            if (isConverged)
                MoveMembersOn(now);
            else if (_options.WeaklyUpAfter > TimeSpan.Zero && now - _disagreeingSince >= _options.WeaklyUpAfter)
                MoveToWeaklyUp();
        }

        ActOnOwnStatus();
        if (Self.Status == MemberStatus.Down)
            StopWhenDown();
    }

    private void MoveMembersOn(DateTime now)
    {
        var changed = Gossip;
        var up = changed.Members.Where(member => member.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp) && member.UpNumber != int.MaxValue)
            .Select(member => member.UpNumber).DefaultIfEmpty(0).Max();
        var mayGoUp = HasMinimumMembers();
        foreach (var member in Gossip.Members)
        {
            switch (member.Status)
            {
                case MemberStatus.Joining or MemberStatus.WeaklyUp when mayGoUp && Gossip.Reachability.IsReachable(member.UniqueAddress):
                    changed = Move(changed, member.CopyUp(++up));
                    break;
                case MemberStatus.Leaving:
                    changed = Move(changed, member.Copy(MemberStatus.Exiting));
                    break;
            }
        }

        var gone = Gossip.Members
            .Where(member => member.UniqueAddress != _self && IsGone(member))
            .Select(member => member.UniqueAddress)
            .ToArray();
        foreach (var node in gone)
            Log($"Leader is removing {(_exitingConfirmed.Contains(node) ? "confirmed Exiting" : "unreachable")} node [{node.Address}]");
        if (gone.Length > 0)
            changed = changed.Without(gone, now);
        if (changed != Gossip)
            Gossip = changed.ChangedBy(_self);
    }

    private bool IsGone(Member member) => member.Status switch
    {
        MemberStatus.Down => !Gossip.Reachability.IsReachable(member.UniqueAddress),
        MemberStatus.Exiting => _exitingConfirmed.Contains(member.UniqueAddress) || !Gossip.Reachability.IsReachable(member.UniqueAddress),
        _ => false,
    };

    private bool HasMinimumMembers() =>
        Gossip.Members.Count(IsComing) >= _options.MinimumMembers
        && _options.MinimumMembersOfRole.All(role => Gossip.Members.Count(member => IsComing(member) && member.HasRole(role.Key)) >= role.Value);

    private static bool IsComing(Member member) => member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up;

    private void MoveToWeaklyUp()
    {
        var changed = Gossip;
        foreach (var member in Gossip.Members)
        {
            if (member.Status == MemberStatus.Joining && Gossip.Reachability.IsReachable(member.UniqueAddress))
                changed = Move(changed, member.Copy(MemberStatus.WeaklyUp));
        }

        if (changed != Gossip)
            Gossip = changed.ChangedBy(_self);
    }

    private Gossip Move(Gossip gossip, Member moved)
    {
        Log($"Leader is moving node [{moved.Address}] to [{moved.Status}]");
        return gossip.With(moved);
    }

    /// <summary>Not before the others that are to stop know it, as far as they are heard at all.</summary>
    private void StopWhenDown()
    {
        var known = Gossip.Members
            .Where(member => member.Status == MemberStatus.Down)
            .All(member => Gossip.Seen.Contains(member.UniqueAddress) || !Gossip.Reachability.IsReachable(member.UniqueAddress));
        if (known || ++_roundsDown >= MaximumRoundsDown)
            Stop("it was marked as down");
    }
}
