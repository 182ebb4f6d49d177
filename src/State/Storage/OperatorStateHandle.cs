using System.Collections.Immutable;
using Weir.State.Codecs;

namespace Weir.State.Storage;

/// <summary>One subtask's operator state: named lists whose elements can be dealt to other subtasks.</summary>
/// <param name="State">The bytes: a header with the schemas, then the elements.</param>
/// <param name="Lists">Where each list's elements begin and end.</param>
internal sealed record OperatorStateHandle(StateHandle State, ImmutableArray<OperatorListPart> Lists)
{
    public void Write(StateWriter writer)
    {
        State.Write(writer);
        writer.WriteCount(Lists.Length);
        foreach (var list in Lists)
        {
            list.Write(writer);
        }
    }

    public static OperatorStateHandle Read(ref StateReader reader)
    {
        var state = StateHandle.Read(ref reader);
        var count = reader.ReadCount();
        var lists = ImmutableArray.CreateBuilder<OperatorListPart>();
        for (var i = 0; i < count; i++)
        {
            lists.Add(OperatorListPart.Read(ref reader, state.Length));
        }

        return new OperatorStateHandle(state, lists.ToImmutable());
    }

    public bool Equals(OperatorStateHandle? other) =>
        other is not null && State.Equals(other.State) && Lists.AsSpan().SequenceEqual(other.Lists.AsSpan());

    public override int GetHashCode() => HashCode.Combine(State, Lists.Length);
}
