namespace Akka.Cluster.SBR;

internal enum DowningDecision
{
    DownUnreachable,
    DownReachable,
    DownAll,
}

/// <summary>Which side of a split goes on. Both sides have to come to the same answer without hearing each other.</summary>
internal abstract record DowningStrategy(string Role)
{
    /// <summary>The nodes that the side has to down; none for none.</summary>
    public IReadOnlyList<UniqueAddress> NodesToDown(DowningSituation situation)
    {
        if (situation.HalfLost.Count == 0)
            return situation.HasLost ? NodesToDown(Decide(situation), situation) : [];

        // First those whose links are broken in part, as if they were lost; then what the rest has to do.
        var rest = situation.WithoutHalfLost();
        return NodesToDown(Decide(rest) == DowningDecision.DownUnreachable ? DowningDecision.DownUnreachable : DowningDecision.DownAll, rest);
    }

    public static IReadOnlyList<UniqueAddress> NodesToDown(DowningDecision decision, DowningSituation situation) =>
    [
        .. (decision switch
        {
            DowningDecision.DownUnreachable => situation.Lost,
            DowningDecision.DownReachable => situation.Reachable,
            _ => situation.Reachable.Concat(situation.Lost),
        }).Select(member => member.UniqueAddress),
    ];

    public abstract DowningDecision Decide(DowningSituation situation);

    /// <param name="members">The members of a side.</param>
    /// <param name="includePossiblyUp">Whether those count that may have become up on the other side.</param>
    /// <param name="excludePossiblyExiting">Whether those do not count that may have gone on to exiting on the other side.</param>
    protected Member[] Counted(IEnumerable<Member> members, bool includePossiblyUp = false, bool excludePossiblyExiting = false) =>
    [
        .. members.Where(member => (Role.Length == 0 || member.HasRole(Role)) && member.Status switch
        {
            MemberStatus.Up => true,
            MemberStatus.Leaving => !excludePossiblyExiting,
            MemberStatus.Joining or MemberStatus.WeaklyUp => includePossiblyUp,
            _ => false,
        }),
    ];
}

/// <summary>The larger side goes on; of two that are as large, the one with the lowest address.</summary>
internal sealed record KeepMajority(string Role) : DowningStrategy(Role)
{
    public override DowningDecision Decide(DowningSituation situation)
    {
        var decision = Compare(Counted(situation.Reachable), Counted(situation.Lost));
        if (decision != DowningDecision.DownUnreachable)
            return decision;

        // Members may have moved on over there in the meantime, so that the other side counts itself as the larger one.
        var cautious = Compare(Counted(situation.Reachable, excludePossiblyExiting: true), Counted(situation.Lost, includePossiblyUp: true));
        return cautious == DowningDecision.DownUnreachable ? decision : DowningDecision.DownAll;
    }

    private static DowningDecision Compare(Member[] reachable, Member[] lost)
    {
        if (reachable.Length == 0 && lost.Length == 0)
            return DowningDecision.DownAll;
        if (reachable.Length != lost.Length)
            return reachable.Length > lost.Length ? DowningDecision.DownUnreachable : DowningDecision.DownReachable;
        return reachable.Min().CompareTo(lost.Min()) < 0 ? DowningDecision.DownUnreachable : DowningDecision.DownReachable;
    }
}

/// <summary>The side with enough members goes on.</summary>
internal sealed record StaticQuorum(int Size, string Role) : DowningStrategy(Role)
{
    public override DowningDecision Decide(DowningSituation situation)
    {
        var reachable = Counted(situation.Reachable).Length;
        if (reachable + Counted(situation.Lost).Length > (Size * 2) - 1)
            return DowningDecision.DownAll;
        return reachable >= Size ? DowningDecision.DownUnreachable : DowningDecision.DownReachable;
    }
}

/// <summary>The side of the oldest member goes on.</summary>
internal sealed record KeepOldest(bool DownIfAlone, string Role) : DowningStrategy(Role)
{
    public override DowningDecision Decide(DowningSituation situation)
    {
        var reachable = Counted(situation.Reachable);
        var lost = Counted(situation.Lost);
        var oldest = reachable.Concat(lost).Min(Member.AgeOrdering);
        if (oldest is null)
            return DowningDecision.DownAll;
        if (reachable.Contains(oldest))
            return DownIfAlone && reachable.Length == 1 && lost.Length > 0 ? DowningDecision.DownReachable : DowningDecision.DownUnreachable;
        return DownIfAlone && lost.Length == 1 ? DowningDecision.DownUnreachable : DowningDecision.DownReachable;
    }
}

/// <summary>No side goes on.</summary>
internal sealed record DownAll() : DowningStrategy("")
{
    public override DowningDecision Decide(DowningSituation situation) => DowningDecision.DownAll;
}
