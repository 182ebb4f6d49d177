using System.Collections.Immutable;

namespace Akka.Cluster;

/// <summary>How many changes of each node a state contains: tells a state that follows another from one that was made beside it.</summary>
public sealed class VectorClock
{
    private static readonly VectorClock s_empty = new(ImmutableSortedDictionary<Node, long>.Empty);

    private VectorClock(ImmutableSortedDictionary<Node, long> versions) => Versions = versions;

    public enum Ordering
    {
        After = 0,
        Before = 1,
        Same = 2,
        Concurrent = 3,
        FullOrder = 4,
    }

    public ImmutableSortedDictionary<Node, long> Versions { get; }

    public static bool operator ==(VectorClock left, VectorClock right) =>
        left is null ? right is null : right is not null && left.IsSameAs(right);

    public static bool operator !=(VectorClock left, VectorClock right) => !(left == right);

    public static bool operator >(VectorClock left, VectorClock right) => left.IsAfter(right);

    public static bool operator <(VectorClock left, VectorClock right) => left.IsBefore(right);

    public static VectorClock Create() => s_empty;

    public static VectorClock Create(ImmutableSortedDictionary<Node, long> seedValues) => new(seedValues);

    public VectorClock Increment(Node node) => new(Versions.SetItem(node, Versions.GetValueOrDefault(node) + 1));

    public bool IsConcurrentWith(VectorClock that) => CompareTo(that) == Ordering.Concurrent;

    public bool IsBefore(VectorClock that) => CompareTo(that) == Ordering.Before;

    public bool IsAfter(VectorClock that) => CompareTo(that) == Ordering.After;

    public bool IsSameAs(VectorClock that) => CompareTo(that) == Ordering.Same;

    /// <returns>Before when every change that this clock counts is in the other one as well, and so on.</returns>
    public Ordering CompareTo(VectorClock that)
    {
        if (ReferenceEquals(this, that))
            return Ordering.Same;
        var behind = Versions.Any(mine => mine.Value < that.Versions.GetValueOrDefault(mine.Key)) || that.Versions.Keys.Any(node => !Versions.ContainsKey(node));
        var ahead = Versions.Any(mine => mine.Value > that.Versions.GetValueOrDefault(mine.Key));
        return (ahead, behind) switch
        {
            (true, true) => Ordering.Concurrent,
            (true, false) => Ordering.After,
            (false, true) => Ordering.Before,
            _ => Ordering.Same,
        };
    }

    public VectorClock Merge(VectorClock that)
    {
        var merged = Versions.ToBuilder();
        foreach (var (node, version) in that.Versions)
        {
            if (version > merged.GetValueOrDefault(node))
                merged[node] = version;
        }

        return new VectorClock(merged.ToImmutable());
    }

    public VectorClock Prune(Node removedNode) => Versions.ContainsKey(removedNode) ? new VectorClock(Versions.Remove(removedNode)) : this;

    public override bool Equals(object obj) => obj is VectorClock other && this == other;

    public override int GetHashCode() => Versions.Aggregate(0, (hash, each) => HashCode.Combine(hash, each.Key, each.Value));

    public override string ToString() => $"VectorClock({string.Join(", ", Versions.Select(each => $"{each.Key} -> {each.Value}"))})";

    public class Node : IComparable<Node>
    {
        private readonly string _value;

        public Node(string value) => _value = value;

        public static Node Create(string name) => new(name);

        public static Node FromHash(string hash) => new(hash);

        public int CompareTo(Node other) => string.CompareOrdinal(_value, other?._value);

        public override bool Equals(object obj) => obj is Node other && _value == other._value;

        public override int GetHashCode() => string.GetHashCode(_value, StringComparison.Ordinal);

        public override string ToString() => _value;
    }
}
