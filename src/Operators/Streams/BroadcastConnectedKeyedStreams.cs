using Weir.Operators.Functions;
using Weir.Operators.Graph;
using Weir.Operators.Transforms;

namespace Weir.Operators.Streams;

/// <summary>A keyed stream and a broadcast one, that one operator processes.</summary>
public sealed class BroadcastConnectedKeyedStreams<TKey, T, TBroadcast>
    where TKey : notnull
{
    private readonly KeyedStream<TKey, T> first;
    private readonly BroadcastStream<TBroadcast> second;

    internal BroadcastConnectedKeyedStreams(KeyedStream<TKey, T> first, BroadcastStream<TBroadcast> second)
    {
        this.first = first;
        this.second = second;
    }

    /// <summary>Any computation with broadcast state, and state and timers for each key.</summary>
    /// <param name="create">Makes the function; called for each subtask.</param>
    public DataStream<TOut> Process<TOut>(Func<KeyedBroadcastProcessFunction<TKey, T, TBroadcast, TOut>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        KeyedStream<TKey, T>.CheckKey();
        StateFields.CheckKeyed(create());
        var graph = first.Environment.Graph;
        var states = second.States;
        var node = graph.Add(new OperatorNode(
            graph.NextId,
            "BroadcastProcess",
            $"BroadcastProcess {TypeText.Of(typeof(T))} by {TypeText.Of(typeof(TKey))} and {TypeText.Of(typeof(TBroadcast))} to {TypeText.Of(typeof(TOut))}",
            () => new KeyedBroadcastProcessOperator<TKey, T, TBroadcast, TOut>(first.SelectKey, states, create)));
        first.Connect(node, 0);
        second.Stream.Connect(node, 1);
        return new DataStream<TOut>(first.Environment, node);
    }
}
