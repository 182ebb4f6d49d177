using System.Runtime.CompilerServices;
using Weir.State.Codecs;

namespace Weir.Operators.Frames;

/// <summary>How the records of one type lie in a frame.</summary>
/// <remarks>Used by one thread at a time: a layout belongs to one end of one channel.</remarks>
internal abstract class RecordLayout<T>
{
    /// <summary>Names the layout: two nodes can exchange records only when they have the same.</summary>
    public abstract string Name { get; }

    /// <summary>Writes records as long as they fit with their columns, and returns how many did.</summary>
    /// <param name="items">The records.</param>
    /// <param name="room">Where they and their columns have to fit.</param>
    /// <param name="columnBytes">Bytes that a record needs in other columns, which come behind.</param>
    /// <param name="itemBytes">Bytes that the records took.</param>
    public abstract int Write(ReadOnlySpan<T> items, Span<byte> room, int columnBytes, out int itemBytes);

    /// <summary>Reads as many records as there is room for; must read all that was written for them.</summary>
    /// <returns>Bytes read.</returns>
    public abstract int Read(ReadOnlySpan<byte> bytes, Span<T> items);

    /// <summary>What a record takes; for errors.</summary>
    public abstract long BytesOf(T record);

    /// <summary>The layout of a type: plain memory where a value holds no reference, else as its codec says.</summary>
    /// <exception cref="NoCodecException">Some part of the type cannot be sent.</exception>
    public static RecordLayout<T> Create()
    {
        Codec<T> codec = Codec.For<T>();
        return !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && BitConverter.IsLittleEndian && !HasCustomPart(codec.Schema)
            ? new PlainLayout<T>()
            : new CodecLayout<T>(codec);
    }

    /// <summary>A registered codec may have a reason: the bytes of such a value can mean something in its own process only.</summary>
    private static bool HasCustomPart(CodecSchema schema) =>
        schema.Kind == SchemaKind.Custom || schema.Members.Any(member => HasCustomPart(member.Schema));
}
