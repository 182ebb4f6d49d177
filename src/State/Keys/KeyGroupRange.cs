namespace Weir.State.Keys;

/// <summary>The key groups <see cref="Start"/> (inclusive) to <see cref="End"/> (exclusive) that one subtask owns.</summary>
internal readonly record struct KeyGroupRange(int Start, int End)
{
    public static KeyGroupRange Empty => default;

    public int Count => End - Start;

    public bool IsEmpty => End <= Start;

    public bool Contains(int keyGroup) => (uint)(keyGroup - Start) < (uint)Count;

    public KeyGroupRange Intersect(KeyGroupRange other)
    {
        var start = Math.Max(Start, other.Start);
        var end = Math.Min(End, other.End);
        return end <= start ? Empty : new KeyGroupRange(start, end);
    }

    public override string ToString() => $"[{Start}, {End})";
}
