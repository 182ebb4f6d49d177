namespace Akka.Cluster.Tools.Singleton;

/// <summary>The members that may run a singleton, and which of them comes first.</summary>
internal sealed class MembersByAge
{
    private readonly string _role;
    private readonly SortedSet<Member> _members;

    /// <param name="role">The role that they have to have; null or empty for all.</param>
    /// <param name="considerAppVersion">Whether those of the newest version come first.</param>
    public MembersByAge(string role, bool considerAppVersion)
    {
        _role = role;
        _members = new SortedSet<Member>(considerAppVersion
            ? Comparer<Member>.Create((left, right) => right.AppVersion.CompareTo(left.AppVersion) is var order and not 0 ? order : Member.AgeOrdering.Compare(left, right))
            : Member.AgeOrdering);
    }

    /// <summary>Null where there is none.</summary>
    public Member Oldest => _members.Min;

    public IReadOnlyCollection<Member> All => _members;

    public bool Matches(Member member) => string.IsNullOrEmpty(_role) || member.HasRole(_role);

    public void Set(ClusterEvent.CurrentClusterState state)
    {
        _members.Clear();
        foreach (var member in state.Members)
            Change(member);
    }

    /// <summary>Takes over a member's new status.</summary>
    public void Change(Member member)
    {
        if (!Matches(member))
            return;
        switch (member.Status)
        {
            case MemberStatus.Up or MemberStatus.Leaving:
                Remove(member);
                _members.Add(member);
                break;
            case MemberStatus.Exiting or MemberStatus.Removed:
                Remove(member);
                break;
        }
    }

    public void Remove(Member member) => _members.RemoveWhere(member.Equals);
}
