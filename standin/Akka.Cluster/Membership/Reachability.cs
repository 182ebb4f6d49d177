using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

internal enum ReachabilityStatus
{
    Unreachable = 1,

    /// <summary>Known to be gone for good: another incarnation has taken its address.</summary>
    Terminated = 2,
}

/// <summary>That a node does not hear another one.</summary>
internal readonly record struct ReachabilityRecord(UniqueAddress Observer, UniqueAddress Subject, ReachabilityStatus Status);

/// <summary>
/// Who does not hear whom. The records of an observer are its own: each of its changes raises its version, and of two
/// states those of the higher version hold.
/// </summary>
internal sealed class Reachability
{
    public static readonly Reachability Empty = new([], ImmutableDictionary<UniqueAddress, long>.Empty);

    private readonly Lazy<ImmutableHashSet<UniqueAddress>> _unreachable;

    internal Reachability(ImmutableList<ReachabilityRecord> records, ImmutableDictionary<UniqueAddress, long> versions)
    {
        Records = records;
        Versions = versions;
        _unreachable = new Lazy<ImmutableHashSet<UniqueAddress>>(() => [.. Records.Select(record => record.Subject)]);
    }

    public ImmutableList<ReachabilityRecord> Records { get; }

    public ImmutableDictionary<UniqueAddress, long> Versions { get; }

    public bool IsAllReachable => Records.IsEmpty;

    /// <summary>Those that any observer does not hear.</summary>
    public ImmutableHashSet<UniqueAddress> AllUnreachable => _unreachable.Value;

    public bool IsReachable(UniqueAddress subject) => !AllUnreachable.Contains(subject);

    public bool IsReachable(UniqueAddress observer, UniqueAddress subject) =>
        !Records.Any(record => record.Observer == observer && record.Subject == subject);

    public IEnumerable<UniqueAddress> UnreachableFrom(UniqueAddress observer) =>
        Records.Where(record => record.Observer == observer && record.Status == ReachabilityStatus.Unreachable).Select(record => record.Subject);

    public Reachability Unreachable(UniqueAddress observer, UniqueAddress subject) =>
        Change(observer, subject, ReachabilityStatus.Unreachable);

    public Reachability Terminated(UniqueAddress observer, UniqueAddress subject) =>
        Change(observer, subject, ReachabilityStatus.Terminated);

    public Reachability Reachable(UniqueAddress observer, UniqueAddress subject)
    {
        var record = new ReachabilityRecord(observer, subject, ReachabilityStatus.Unreachable);
        return Records.Contains(record) ? new Reachability(Records.Remove(record), Raised(observer)) : this;
    }

    public Reachability Remove(IEnumerable<UniqueAddress> nodes)
    {
        var removed = nodes.ToHashSet();
        return new Reachability(
            Records.RemoveAll(record => removed.Contains(record.Observer) || removed.Contains(record.Subject)),
            Versions.RemoveRange(removed));
    }

    public Reachability WithoutObservers(IReadOnlySet<UniqueAddress> observers) =>
        new(Records.RemoveAll(record => observers.Contains(record.Observer)), Versions);

    /// <param name="allowed">The members of the merged state.</param>
    /// <param name="other">The other state.</param>
    public Reachability Merge(IReadOnlySet<UniqueAddress> allowed, Reachability other)
    {
        var records = ImmutableList.CreateBuilder<ReachabilityRecord>();
        var versions = ImmutableDictionary.CreateBuilder<UniqueAddress, long>();
        foreach (var observer in Versions.Keys.Union(other.Versions.Keys))
        {
            if (!allowed.Contains(observer))
                continue;
            var mine = Versions.GetValueOrDefault(observer);
            var theirs = other.Versions.GetValueOrDefault(observer);
            versions[observer] = Math.Max(mine, theirs);
            records.AddRange((mine >= theirs ? this : other).Records.Where(record => record.Observer == observer && allowed.Contains(record.Subject)));
        }

        return new Reachability(records.ToImmutable(), versions.ToImmutable());
    }

    public override string ToString() => $"Reachability({string.Join(", ", Records)})";

    private Reachability Change(UniqueAddress observer, UniqueAddress subject, ReachabilityStatus status)
    {
        var known = Records.FindIndex(record => record.Observer == observer && record.Subject == subject);
        if (known >= 0 && Records[known].Status >= status)
            return this;
        var records = known >= 0 ? Records.RemoveAt(known) : Records;
        return new Reachability(records.Add(new ReachabilityRecord(observer, subject, status)), Raised(observer));
    }

    private ImmutableDictionary<UniqueAddress, long> Raised(UniqueAddress observer) =>
        Versions.SetItem(observer, Versions.GetValueOrDefault(observer) + 1);
}
