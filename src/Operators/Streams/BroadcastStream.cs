using Weir.State;

namespace Weir.Operators.Streams;

/// <summary>A stream that gives every record to every subtask of the next operator, which keeps what it learns from them in broadcast state.</summary>
public sealed class BroadcastStream<T>
{
    internal BroadcastStream(DataStream<T> stream, IReadOnlyList<BroadcastStateDescriptor> states)
    {
        foreach (var state in states)
        {
            ArgumentNullException.ThrowIfNull(state);
            state.Check();
        }

        if (states.GroupBy(state => state.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new ArgumentException($"A stream is broadcast with two states of the name '{twice.Key}'. Give each its own.", nameof(states));
        }

        Stream = stream;
        States = states;
    }

    internal DataStream<T> Stream { get; }

    internal IReadOnlyList<BroadcastStateDescriptor> States { get; }
}
