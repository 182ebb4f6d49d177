using Weir.State;
using Weir.State.Backends;

namespace Weir.Operators.Runtime;

/// <summary>The states that a stream was broadcast with, in one subtask.</summary>
internal sealed class BroadcastStates
{
    private readonly OperatorStateBackend backend;
    private readonly string operatorName;
    private readonly StateDescriptor[] descriptors;
    private readonly object?[] states;

    public BroadcastStates(OperatorStateBackend backend, string operatorName, IReadOnlyList<BroadcastStateDescriptor> declared)
    {
        this.backend = backend;
        this.operatorName = operatorName;
        descriptors = [.. declared];
        states = new object?[descriptors.Length];
    }

    public IBroadcastState<TMapKey, TMapValue> State<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        for (var i = 0; i < descriptors.Length; i++)
        {
            if (ReferenceEquals(descriptors[i], descriptor) && states[i] is { } known)
            {
                return (IBroadcastState<TMapKey, TMapValue>)known;
            }
        }

        return Find(descriptor);
    }

    private IBroadcastState<TMapKey, TMapValue> Find<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull
    {
        var index = Array.FindIndex(descriptors, its => string.Equals(its.Name, descriptor.Name, StringComparison.Ordinal));
        if (index < 0)
        {
            throw new ArgumentException(
                $"Operator '{operatorName}' asks for the {descriptor}, and the stream was broadcast with: {string.Join(", ", descriptors.Select(its => its.Name))}. Name it in Broadcast, too.",
                nameof(descriptor));
        }

        var state = backend.Broadcast(descriptor);
        states[index] = state;
        return state;
    }
}
