using System.Runtime.CompilerServices;
using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>Encodes and decodes the entries of a table many at a time, in a loop that is compiled for the types. The bytes are those of the codecs.</summary>
internal abstract class EntryCodec<TKey, TValue>
{
    // Tables ask again and again for the same.
    private static Made? s_latest;

    /// <summary>Encodes entries until the writer has <paramref name="end"/> bytes; at least one, if there is one.</summary>
    /// <returns>How many.</returns>
    public abstract int Write(ReadOnlySpan<HeapSlot<TKey, TValue>> entries, StateWriter writer, int end);

    /// <summary>Decodes as many entries as there is room for.</summary>
    public abstract void Read(ref StateReader reader, Span<HeapSlot<TKey, TValue>> entries);

    public static EntryCodec<TKey, TValue> For(Codec<TKey> key, Codec<TValue> value)
    {
        var latest = s_latest;
        if (latest is null || !ReferenceEquals(latest.Key, key) || !ReferenceEquals(latest.Value, value))
        {
            s_latest = latest = new Made(key, value, Make(key, value));
        }

        return latest.Entries;
    }

    private static EntryCodec<TKey, TValue> Make(Codec<TKey> key, Codec<TValue> value) =>
        key.IsMemory && value.IsMemory ? new MemoryEntryCodec<TKey, TValue>()
        : key.IsMemory ? new EntryCodec<TKey, TValue, MemoryPart<TKey>, CodecPart<TValue>>(default, new CodecPart<TValue>(value))
        : typeof(TKey) != typeof(string) || key is not FixedCodec<TKey> ? new EntryCodec<TKey, TValue, CodecPart<TKey>, CodecPart<TValue>>(new CodecPart<TKey>(key), new CodecPart<TValue>(value))
        : value.IsMemory ? new EntryCodec<TKey, TValue, TextPart<TKey>, MemoryPart<TValue>>(default, default)
        : new EntryCodec<TKey, TValue, TextPart<TKey>, CodecPart<TValue>>(default, new CodecPart<TValue>(value));

    private sealed record Made(Codec<TKey> Key, Codec<TValue> Value, EntryCodec<TKey, TValue> Entries);
}

/// <summary>How one half of an entry is encoded. A struct, so that the loop over entries is compiled with it.</summary>
internal interface IEntryPart<T>
{
    void Write(in T value, StateWriter writer);

    T Read(ref StateReader reader);
}

/// <summary>Of a type that is stored as it is in memory.</summary>
internal readonly struct MemoryPart<T> : IEntryPart<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(in T value, StateWriter writer)
    {
        Unsafe.WriteUnaligned(ref writer.GetSpan(Unsafe.SizeOf<T>())[0], value);
        writer.Advance(Unsafe.SizeOf<T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read(ref StateReader reader) => Unsafe.ReadUnaligned<T>(in reader.ReadBytes(Unsafe.SizeOf<T>())[0]);
}

/// <summary>Of strings.</summary>
internal readonly struct TextPart<T> : IEntryPart<T>
{
    public void Write(in T value, StateWriter writer) => TextEncoding.Write(writer, Unsafe.As<T, string?>(ref Unsafe.AsRef(in value)));

    public T Read(ref StateReader reader)
    {
        var text = TextEncoding.Read(ref reader);
        return Unsafe.As<string?, T>(ref text);
    }
}

/// <summary>Of any type.</summary>
internal readonly struct CodecPart<T>(Codec<T> codec) : IEntryPart<T>
{
    public void Write(in T value, StateWriter writer) => codec.Write(in value, writer);

    public T Read(ref StateReader reader) => codec.Read(ref reader);
}

/// <summary>The loops: compiled well at once, since a restore is over before the runtime would have found out that they are worth it.</summary>
internal sealed class EntryCodec<TKey, TValue, TKeyPart, TValuePart>(TKeyPart key, TValuePart value) : EntryCodec<TKey, TValue>
    where TKeyPart : struct, IEntryPart<TKey>
    where TValuePart : struct, IEntryPart<TValue>
{
    private readonly TKeyPart _key = key;
    private readonly TValuePart _value = value;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Write(ReadOnlySpan<HeapSlot<TKey, TValue>> entries, StateWriter writer, int end)
    {
        var written = 0;
        do
        {
            ref readonly var entry = ref entries[written];
            _key.Write(in entry.Key, writer);
            _value.Write(in entry.Value, writer);
            written++;
        }
        while (written < entries.Length && writer.Length < end);
        return written;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Read(ref StateReader reader, Span<HeapSlot<TKey, TValue>> entries)
    {
        foreach (ref var entry in entries)
        {
            entry.Key = _key.Read(ref reader);
            entry.Value = _value.Read(ref reader);
        }
    }
}
