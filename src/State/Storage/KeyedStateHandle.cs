using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Storage;

/// <summary>One subtask's keyed state: the bytes, and where each of its key groups begins in them.</summary>
/// <param name="State">The bytes: a header, then the key groups in order.</param>
/// <param name="KeyGroups">The key groups that are in it.</param>
/// <param name="Offsets">Where each key group begins, and at last where the last ends: one more than there are key groups.</param>
internal sealed record KeyedStateHandle(StateHandle State, KeyGroupRange KeyGroups, ImmutableArray<long> Offsets)
{
    public void Write(StateWriter writer)
    {
        State.Write(writer);
        writer.WriteInt32(KeyGroups.Start);
        writer.WriteInt32(KeyGroups.End);
        long last = 0;
        foreach (var offset in Offsets)
        {
            writer.WriteVarint((ulong)(offset - last));
            last = offset;
        }
    }

    public static KeyedStateHandle Read(ref StateReader reader)
    {
        var state = StateHandle.Read(ref reader);
        var range = new KeyGroupRange(reader.ReadInt32(), reader.ReadInt32());
        if (range.Start < 0 || range.End < range.Start || range.End > Keys.KeyGroups.LargestMaxParallelism)
        {
            throw new CorruptStateException($"Keyed state in {state} says it has the key groups {range}.");
        }

        var offsets = ImmutableArray.CreateBuilder<long>(range.Count + 1);
        ulong last = 0;
        for (var i = 0; i <= range.Count; i++)
        {
            last += reader.ReadVarint();
            if (last > (ulong)state.Length)
            {
                throw new CorruptStateException($"Keyed state in {state} says that key group {range.Start + i} begins at byte {last}.");
            }

            offsets.Add((long)last);
        }

        return new KeyedStateHandle(state, range, offsets.MoveToImmutable());
    }

    public bool Equals(KeyedStateHandle? other) =>
        other is not null && State.Equals(other.State) && KeyGroups == other.KeyGroups && Offsets.AsSpan().SequenceEqual(other.Offsets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(State, KeyGroups);
}
