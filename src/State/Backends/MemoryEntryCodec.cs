using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>Of keys and values that are both stored as they are in memory: whole runs of entries are copied, unless there are gaps in a slot.</summary>
internal sealed class MemoryEntryCodec<TKey, TValue> : EntryCodec<TKey, TValue>
{
    private static readonly int s_keyBytes = Unsafe.SizeOf<TKey>();
    private static readonly int s_entryBytes = Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>();
    private static readonly bool s_hasNoGaps = HasNoGaps();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Write(ReadOnlySpan<HeapSlot<TKey, TValue>> entries, StateWriter writer, int end)
    {
        var count = Math.Clamp((end - writer.Length + s_entryBytes - 1) / s_entryBytes, 1, entries.Length);
        var target = writer.GetSpan(count * s_entryBytes);
        if (s_hasNoGaps)
        {
            Bytes(ref MemoryMarshal.GetReference(entries), count).CopyTo(target);
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                Unsafe.WriteUnaligned(ref target[i * s_entryBytes], entries[i].Key);
                Unsafe.WriteUnaligned(ref target[(i * s_entryBytes) + s_keyBytes], entries[i].Value);
            }
        }

        writer.Advance(count * s_entryBytes);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Read(ref StateReader reader, Span<HeapSlot<TKey, TValue>> entries)
    {
        var source = reader.ReadBytes(entries.Length * s_entryBytes);
        if (s_hasNoGaps)
        {
            source.CopyTo(Bytes(ref MemoryMarshal.GetReference(entries), entries.Length));
            return;
        }

        for (var i = 0; i < entries.Length; i++)
        {
            entries[i].Key = Unsafe.ReadUnaligned<TKey>(in source[i * s_entryBytes]);
            entries[i].Value = Unsafe.ReadUnaligned<TValue>(in source[(i * s_entryBytes) + s_keyBytes]);
        }
    }

    private static Span<byte> Bytes(ref HeapSlot<TKey, TValue> first, int count) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<HeapSlot<TKey, TValue>, byte>(ref first), count * s_entryBytes);

    private static bool HasNoGaps()
    {
        var slot = default(HeapSlot<TKey, TValue>);
        return Unsafe.SizeOf<HeapSlot<TKey, TValue>>() == s_entryBytes
            && Unsafe.ByteOffset(ref Unsafe.As<TKey, byte>(ref slot.Key), ref Unsafe.As<TValue, byte>(ref slot.Value)) == s_keyBytes;
    }
}
