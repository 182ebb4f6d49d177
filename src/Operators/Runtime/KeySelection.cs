using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Operators.Elements;

namespace Weir.Operators.Runtime;

/// <summary>
/// The keys of a batch, for loops that go over keys. Where the key is the record itself (<c>KeyBy(word =&gt; word)</c>) nothing is
/// called or copied: copying a key that holds a reference costs several times what hashing it does.
/// </summary>
internal sealed class KeySelection<T, TKey>(Func<T, TKey> select)
{
    private readonly bool isIdentity = typeof(T) == typeof(TKey) && select.HasSingleTarget && IsIdentity(select.Method);
    private readonly TKey[] keys = new TKey[RecordBatch.DefaultCapacity];

    /// <summary>Records that one call of <see cref="Select"/> takes at most.</summary>
    public int Capacity => keys.Length;

    /// <summary>The keys of at most <see cref="Capacity"/> records, valid until the next call and <see cref="Clear"/>.</summary>
    public ReadOnlySpan<TKey> Select(in Records<T> records, OperatorContext context)
    {
        var items = records.Items;
        if (isIdentity)
        {
            return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, TKey>(ref MemoryMarshal.GetReference(items)), items.Length);
        }

        var target = keys.AsSpan(0, items.Length);
        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                target[i] = select(items[i]);
            }
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(context, records, i, e);
        }

        return target;
    }

    /// <summary>Lets go of the objects that keys refer to.</summary>
    /// <param name="count">As many as were selected.</param>
    public void Clear(int count)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>() && !isIdentity)
        {
            Array.Clear(keys, 0, Math.Min(count, keys.Length));
        }
    }

    /// <summary>Whether a method returns its argument and does nothing else: the code of x => x, and of nothing that differs from it.</summary>
    private static bool IsIdentity(MethodInfo method)
    {
        const byte LoadFirst = 0x02;
        const byte LoadSecond = 0x03;
        const byte Return = 0x2A;

        // Of an instance method, as a lambda is one, the first argument is the object. One parameter: not a static method bound to its first.
        return method.GetParameters().Length == 1
            && method.GetMethodBody()?.GetILAsByteArray() is [var load, Return] && load == (method.IsStatic ? LoadFirst : LoadSecond);
    }
}
