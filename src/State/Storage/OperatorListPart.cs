using System.Collections.Immutable;
using Weir.State.Codecs;

namespace Weir.State.Storage;

/// <summary>Some elements of a named list in a subtask's operator state, or the entries of a broadcast map.</summary>
/// <param name="Name">The list's name.</param>
/// <param name="Kind">What each subtask gets of it on restore: a share, all subtasks' elements, or one subtask's.</param>
/// <param name="Description">Which of the descriptions in the header of the bytes is the list's.</param>
/// <param name="Offsets">Where each element begins, and at last where the last ends: one more than there are elements.</param>
internal sealed record OperatorListPart(string Name, StateKind Kind, int Description, ImmutableArray<long> Offsets)
{
    public bool IsUnion => Kind == StateKind.OperatorUnion;

    public int Count => Offsets.Length - 1;

    /// <summary>The elements <paramref name="start"/> to <paramref name="end"/> (exclusive) of this part.</summary>
    public OperatorListPart Slice(int start, int end) => this with { Offsets = Offsets[start..(end + 1)] };

    public void Write(StateWriter writer)
    {
        writer.WriteText(Name);
        writer.WriteByte((byte)(Kind - StateKind.OperatorList));
        writer.WriteCount(Description);
        writer.WriteCount(Offsets.Length);
        long last = 0;
        foreach (var offset in Offsets)
        {
            writer.WriteVarint((ulong)(offset - last));
            last = offset;
        }
    }

    public static OperatorListPart Read(ref StateReader reader, long length)
    {
        var name = reader.ReadText() ?? throw new CorruptStateException("A list in operator state has no name.");
        var kind = StateKind.OperatorList + reader.ReadByte();
        if (!kind.IsOfOperator())
        {
            throw new CorruptStateException($"The list '{name}' in operator state is of the kind {kind}, which this version does not know.");
        }

        var description = reader.ReadCount();
        var count = reader.ReadCount();
        if (count == 0)
        {
            throw new CorruptStateException($"The list '{name}' in operator state has no offsets.");
        }

        var offsets = ImmutableArray.CreateBuilder<long>();
        ulong last = 0;
        for (var i = 0; i < count; i++)
        {
            last += reader.ReadVarint();
            if (last > (ulong)length)
            {
                throw new CorruptStateException($"The list '{name}' in operator state says that element {i} begins at byte {last} of {length}.");
            }

            offsets.Add((long)last);
        }

        return new OperatorListPart(name, kind, description, offsets.ToImmutable());
    }

    public bool Equals(OperatorListPart? other) =>
        other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal) && Kind == other.Kind && Description == other.Description
        && Offsets.AsSpan().SequenceEqual(other.Offsets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Kind, Offsets.Length);
}
