using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>The current key's place in a table, whichever way the table keeps its values.</summary>
internal abstract class HeapCell<T>
{
    public abstract bool HasValue { get; }

    /// <summary>The value, which may be changed in place.</summary>
    public abstract bool TryGet([MaybeNullWhen(false)] out T value);

    /// <summary>The value, which may be assigned or changed in place.</summary>
    public abstract ref T GetOrAdd(out bool added);

    public abstract void Set(T value);

    public abstract void Clear();
}

/// <summary>Values that never change: a snapshot and the stream share them.</summary>
internal sealed class ImmutableCell<TKey, T>(KeyContext<TKey> current, HeapTable<TKey, T> table) : HeapCell<T>
{
    public override bool HasValue => !Unsafe.IsNullRef(ref table.Find(in current.Key, current.Hash));

    public override bool TryGet([MaybeNullWhen(false)] out T value)
    {
        ref T found = ref table.Find(in current.Key, current.Hash);
        if (Unsafe.IsNullRef(ref found))
        {
            value = default;
            return false;
        }

        value = found;
        return true;
    }

    public override ref T GetOrAdd(out bool added) => ref table.GetOrAdd(in current.Key, current.Hash, out added);

    public override void Set(T value) => table.GetOrAdd(in current.Key, current.Hash, out _) = value;

    public override void Clear() => table.Remove(in current.Key, current.Hash);
}

/// <summary>Values that can change in place: copied before they are handed out, if a snapshot may still read them.</summary>
internal sealed class MutableCell<TKey, T>(KeyContext<TKey> current, HeapTable<TKey, Versioned<T>> table, Codec<T> codec) : HeapCell<T>
{
    public override bool HasValue => !Unsafe.IsNullRef(ref table.Find(in current.Key, current.Hash));

    // Who is given the value may change it, so it counts as written.
    public override bool TryGet([MaybeNullWhen(false)] out T value)
    {
        ref Versioned<T> found = ref table.FindWritable(in current.Key, current.Hash);
        if (Unsafe.IsNullRef(ref found))
        {
            value = default;
            return false;
        }

        if (found.Version < table.SharedVersion)
        {
            Own(ref found);
        }

        value = found.Value;
        return true;
    }

    public override ref T GetOrAdd(out bool added)
    {
        ref Versioned<T> found = ref table.GetOrAdd(in current.Key, current.Hash, out added);
        if (added)
        {
            found.Version = table.Version;
        }
        else if (found.Version < table.SharedVersion)
        {
            Own(ref found);
        }

        return ref found.Value;
    }

    public override void Set(T value) =>
        table.GetOrAdd(in current.Key, current.Hash, out _) = new Versioned<T> { Value = value, Version = table.Version };

    public override void Clear() => table.Remove(in current.Key, current.Hash);

    private void Own(ref Versioned<T> cell)
    {
        cell.Value = codec.Copy(in cell.Value);
        cell.Version = table.Version;
    }
}
