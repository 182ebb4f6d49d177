using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Storage;

/// <summary>Keyed state key group by key group: the canonical form, which every backend reads.</summary>
/// <param name="State">The bytes: a header, then the key groups in order.</param>
/// <param name="KeyGroups">The key groups that are in it.</param>
/// <param name="Offsets">Where each key group begins, and at last where the last ends: one more than there are key groups.</param>
internal sealed record GroupedStateHandle(StateHandle State, KeyGroupRange KeyGroups, ImmutableArray<long> Offsets) : KeyedStateHandle(KeyGroups)
{
    public const byte KindNumber = 1;

    public override IEnumerable<StateHandle> Files => [State];

    protected override byte Kind => KindNumber;

    public static GroupedStateHandle ReadContent(ref StateReader reader)
    {
        var state = StateHandle.Read(ref reader);
        var range = ReadRange(ref reader);
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

        return new GroupedStateHandle(state, range, offsets.MoveToImmutable());
    }

    /// <summary>What <see cref="ReadContent"/> reads.</summary>
    public void WriteFields(StateWriter writer)
    {
        State.Write(writer);
        WriteRange(writer, KeyGroups);
        long last = 0;
        foreach (var offset in Offsets)
        {
            writer.WriteVarint((ulong)(offset - last));
            last = offset;
        }
    }

    protected override void WriteContent(StateWriter writer) => WriteFields(writer);

    public bool Equals(GroupedStateHandle? other) =>
        other is not null && State.Equals(other.State) && KeyGroups == other.KeyGroups && Offsets.AsSpan().SequenceEqual(other.Offsets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(State, KeyGroups);
}
