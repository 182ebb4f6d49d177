using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Storage;

/// <summary>
/// Some key groups of grouped state, as the heap writes incrementally: each lies over what earlier handles have of it. The file may also
/// have key groups that have been written anew elsewhere, and are not read any more.
/// </summary>
/// <param name="Grouped">The file; keys that were removed may be in it, which the canonical form does not have.</param>
/// <param name="Ranges">The key groups that count, in order; at least one.</param>
internal sealed record LayeredStateHandle(GroupedStateHandle Grouped, ImmutableArray<KeyGroupRange> Ranges)
    : KeyedStateHandle(new KeyGroupRange(Ranges[0].Start, Ranges[^1].End))
{
    public const byte KindNumber = 3;

    public override IEnumerable<StateHandle> Files => [Grouped.State];

    protected override byte Kind => KindNumber;

    public static LayeredStateHandle ReadContent(ref StateReader reader)
    {
        var grouped = GroupedStateHandle.ReadContent(ref reader);
        var count = reader.ReadCount();
        var ranges = ImmutableArray.CreateBuilder<KeyGroupRange>();
        var last = grouped.KeyGroups.Start;
        for (var i = 0; i < count; i++)
        {
            var start = last + reader.ReadCount();
            last = start + reader.ReadCount();
            if (start >= last || last > grouped.KeyGroups.End)
            {
                throw new CorruptStateException($"Keyed state in {grouped.State} has the key groups {grouped.KeyGroups}, and is said to count for [{start}, {last}).");
            }

            ranges.Add(new KeyGroupRange(start, last));
        }

        return count > 0
            ? new LayeredStateHandle(grouped, ranges.ToImmutable())
            : throw new CorruptStateException($"Keyed state in {grouped.State} counts for no key group.");
    }

    protected override void WriteContent(StateWriter writer)
    {
        Grouped.WriteFields(writer);
        writer.WriteCount(Ranges.Length);
        var last = Grouped.KeyGroups.Start;
        foreach (var range in Ranges)
        {
            writer.WriteCount(range.Start - last);
            writer.WriteCount(range.Count);
            last = range.End;
        }
    }

    public bool Equals(LayeredStateHandle? other) =>
        other is not null && Grouped.Equals(other.Grouped) && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Grouped, Ranges.Length);
}
