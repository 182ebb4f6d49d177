using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Operators.Frames;

/// <summary>Records without references, as they lie in memory: one copy for all.</summary>
internal sealed class PlainLayout<T> : RecordLayout<T>
{
    /// <summary>The runtime chooses the places of fields, and the largest may differ from one machine to another.</summary>
    public override string Name { get; } =
        $"plain, {Unsafe.SizeOf<T>()} B, .NET {Environment.Version.Major}, {(Environment.Is64BitProcess ? 64 : 32)} bit";

    public override int Write(ReadOnlySpan<T> items, Span<byte> room, int columnBytes, out int itemBytes)
    {
        int count = Math.Min(items.Length, room.Length / (Unsafe.SizeOf<T>() + columnBytes));
        itemBytes = count * Unsafe.SizeOf<T>();
        Bytes(items[..count]).CopyTo(room);
        return count;
    }

    public override int Read(ReadOnlySpan<byte> bytes, Span<T> items)
    {
        ReadOnlySpan<byte> source = bytes[..(items.Length * Unsafe.SizeOf<T>())];
        source.CopyTo(WritableBytes(items));
        return source.Length;
    }

    public override long BytesOf(T record) => Unsafe.SizeOf<T>();

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<T> items) => MemoryMarshal.CreateReadOnlySpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), items.Length * Unsafe.SizeOf<T>());

    private static Span<byte> WritableBytes(Span<T> items) => MemoryMarshal.CreateSpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), items.Length * Unsafe.SizeOf<T>());
}
