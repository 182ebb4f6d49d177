using System.Numerics;
using System.Runtime.CompilerServices;
using Weir.Operators.Functions;

namespace Weir.Operators.Transforms;

/// <summary>Counts records.</summary>
internal readonly struct CountFold<TKey, T> : IFold<TKey, T, long, (TKey Key, long Count)>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey Key, long Count) Apply(ref long value, bool isFirst, in TKey key, in T record) => (key, ++value);
}

/// <summary>Adds up numbers; an overflow is an error.</summary>
internal readonly struct SumFold<TKey, T, TNumber>(Func<T, TNumber> select) : IFold<TKey, T, TNumber, (TKey Key, TNumber Sum)>
    where TNumber : INumber<TNumber>
{
    public (TKey Key, TNumber Sum) Apply(ref TNumber value, bool isFirst, in TKey key, in T record)
    {
        var number = select(record);
        value = isFirst ? number : checked(value + number);
        return (key, value);
    }
}

/// <summary>Keeps the smallest or largest value.</summary>
internal readonly struct ExtremeFold<TKey, T, TValue>(Func<T, TValue> select, int sign) : IFold<TKey, T, TValue, (TKey Key, TValue Value)>
    where TValue : IComparable<TValue>
{
    public (TKey Key, TValue Value) Apply(ref TValue value, bool isFirst, in TKey key, in T record)
    {
        var candidate = select(record);
        if (isFirst || Math.Sign(candidate.CompareTo(value)) * sign > 0)
        {
            value = candidate;
        }

        return (key, value);
    }
}

/// <summary>Keeps the record with the smallest or largest value; of equal ones the first.</summary>
internal readonly struct ExtremeByFold<TKey, T, TValue>(Func<T, TValue> select, int sign) : IFold<TKey, T, T, T>
    where TValue : IComparable<TValue>
{
    public T Apply(ref T value, bool isFirst, in TKey key, in T record)
    {
        if (isFirst || Math.Sign(select(record).CompareTo(select(value))) * sign > 0)
        {
            value = record;
        }

        return value;
    }
}

/// <summary>Folds records into one of the same type.</summary>
internal readonly struct ReduceFold<TKey, T>(Func<T, T, T> reduce) : IFold<TKey, T, T, T>
{
    public T Apply(ref T value, bool isFirst, in TKey key, in T record)
    {
        value = isFirst ? record : reduce(value, record);
        return value;
    }
}

/// <summary>Folds records into an accumulator.</summary>
internal readonly struct AggregateFold<TKey, T, TAccumulator, TResult>(IAggregateFunction<T, TAccumulator, TResult> function)
    : IFold<TKey, T, TAccumulator, TResult>
{
    public TResult Apply(ref TAccumulator value, bool isFirst, in TKey key, in T record)
    {
        value = function.Add(isFirst ? function.CreateAccumulator() : value, record);
        return function.GetResult(value);
    }
}
