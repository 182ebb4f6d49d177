using System.Reflection;

namespace Weir.State.Codecs;

/// <summary>A stored field of a record: the name it is stored by, and its codec.</summary>
internal sealed record RecordMember(string Name, FieldInfo Field, ICodec Codec)
{
    /// <summary>The names it was stored by before.</summary>
    public IReadOnlyList<string> FormerNames { get; } = RecordFields.FormerNamesOf(Field, Name);
}

/// <summary>A codec that writes the members of a record one after the other.</summary>
internal interface IRecordCodec : ICodec
{
    IReadOnlyList<RecordMember> Members { get; }
}
