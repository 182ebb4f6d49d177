using System.Collections.Immutable;
using Akka.Actor;
using Akka.Util;

namespace Akka.Cluster;

/// <summary>A node of the cluster as one state of the membership has it. Two are equal when they are of the same incarnation.</summary>
public class Member : IComparable<Member>, IComparable
{
    public static readonly IComparer<Address> AddressOrdering = Address.Comparer;

    /// <summary>The oldest first.</summary>
    public static readonly IComparer<Member> AgeOrdering = Comparer<Member>.Create(CompareAge);

    private static readonly ImmutableDictionary<MemberStatus, MemberStatus[]> s_transitions = new Dictionary<MemberStatus, MemberStatus[]>
    {
        [MemberStatus.Joining] = [MemberStatus.WeaklyUp, MemberStatus.Up, MemberStatus.Leaving, MemberStatus.Down, MemberStatus.Removed],
        [MemberStatus.WeaklyUp] = [MemberStatus.Up, MemberStatus.Leaving, MemberStatus.Down, MemberStatus.Removed],
        [MemberStatus.Up] = [MemberStatus.Leaving, MemberStatus.Down, MemberStatus.Removed],
        [MemberStatus.Leaving] = [MemberStatus.Exiting, MemberStatus.Down, MemberStatus.Removed],
        [MemberStatus.Down] = [MemberStatus.Removed],
        [MemberStatus.Exiting] = [MemberStatus.Removed, MemberStatus.Down],
        [MemberStatus.Removed] = [],
    }.ToImmutableDictionary();

    internal Member(UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles, AppVersion appVersion)
    {
        UniqueAddress = uniqueAddress;
        UpNumber = upNumber;
        Status = status;
        Roles = roles;
        AppVersion = appVersion;
    }

    public UniqueAddress UniqueAddress { get; }

    public Address Address => UniqueAddress.Address;

    public MemberStatus Status { get; }

    public ImmutableHashSet<string> Roles { get; }

    public AppVersion AppVersion { get; }

    /// <summary>Which one it was to become Up, counted by the leaders; the greatest number before that.</summary>
    internal int UpNumber { get; }

    public static Member HighestPriorityOf(Member m1, Member m2)
    {
        if (m1.Status == m2.Status)
            return m1.IsOlderThan(m2) ? m1 : m2;
        return Progress(m1.Status) > Progress(m2.Status) ? m1 : m2;
    }

    public bool HasRole(string role) => Roles.Contains(role);

    public bool IsOlderThan(Member other) =>
        UpNumber == other.UpNumber ? UniqueAddress.CompareTo(other.UniqueAddress) < 0 : UpNumber < other.UpNumber;

    public Member Copy(MemberStatus status)
    {
        if (status == Status)
            return this;
        return s_transitions[Status].Contains(status)
            ? new Member(UniqueAddress, UpNumber, status, Roles, AppVersion)
            : throw new InvalidOperationException($"Invalid member status transition {Status} -> {status} of {this}.");
    }

    public Member CopyUp(int upNumber) => new Member(UniqueAddress, upNumber, Status, Roles, AppVersion).Copy(MemberStatus.Up);

    public int CompareTo(Member other) => other is null ? 1 : UniqueAddress.CompareTo(other.UniqueAddress);

    int IComparable.CompareTo(object obj) =>
        obj is null or Member ? CompareTo((Member)obj) : throw new ArgumentException($"Cannot compare a member with a {obj.GetType()}.", nameof(obj));

    public override bool Equals(object obj) => obj is Member other && UniqueAddress.Equals(other.UniqueAddress);

    public override int GetHashCode() => UniqueAddress.GetHashCode();

    public override string ToString() =>
        $"Member(address = {Address}, Uid={UniqueAddress.Uid} status = {Status}, role=[{string.Join(",", Roles)}], upNumber={UpNumber}, version={AppVersion})";

    internal static Member Create(UniqueAddress node, ImmutableHashSet<string> roles, AppVersion appVersion) =>
        new(node, int.MaxValue, MemberStatus.Joining, roles, appVersion);

    internal Member AsRemoved() => new(UniqueAddress, UpNumber, MemberStatus.Removed, Roles, AppVersion);

    private static int CompareAge(Member left, Member right)
    {
        if (Equals(left, right))
            return 0;
        if (left is null || right is null)
            return left is null ? -1 : 1;
        return left.IsOlderThan(right) ? -1 : 1;
    }

    /// <summary>How far in its life a member is: of two states of one member, the later one holds.</summary>
    private static int Progress(MemberStatus status) => status switch
    {
        MemberStatus.Joining => 0,
        MemberStatus.WeaklyUp => 1,
        MemberStatus.Up => 2,
        MemberStatus.Leaving => 3,
        MemberStatus.Exiting => 4,
        MemberStatus.Down => 5,
        _ => 6,
    };
}
