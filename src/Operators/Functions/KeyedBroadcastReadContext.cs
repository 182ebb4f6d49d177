using Weir.State;

namespace Weir.Operators.Functions;

/// <summary>What a function can know of a record of the keyed stream beside a broadcast one: broadcast state it may read.</summary>
public abstract class KeyedBroadcastReadContext<TKey> : KeyedContext<TKey>
{
    private protected KeyedBroadcastReadContext()
    {
    }

    /// <summary>A state that the other stream was broadcast with.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    public abstract IReadOnlyBroadcastState<TMapKey, TMapValue> BroadcastState<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull;
}
