using Weir.State;

namespace Weir.Operators.Functions;

/// <summary>What a function can know of a record of the stream beside a broadcast one: broadcast state it may read.</summary>
public abstract class BroadcastReadContext : ProcessContext
{
    private protected BroadcastReadContext()
    {
    }

    /// <summary>A state that the other stream was broadcast with.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    public abstract IReadOnlyBroadcastState<TMapKey, TMapValue> BroadcastState<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull;
}
