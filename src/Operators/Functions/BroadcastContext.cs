using Weir.State;

namespace Weir.Operators.Functions;

/// <summary>What a function can know of a record that every subtask receives, and do with it: change broadcast state.</summary>
public abstract class BroadcastContext : ProcessContext
{
    private protected BroadcastContext()
    {
    }

    /// <summary>A state that the stream was broadcast with.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    public abstract IBroadcastState<TMapKey, TMapValue> BroadcastState<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull;
}
