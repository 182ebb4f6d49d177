using Weir.Operators.Functions;
using Weir.Operators.Graph;
using Weir.Operators.Transforms;

namespace Weir.Operators.Streams;

/// <summary>Two keyed streams that share state and timers by key.</summary>
public sealed class ConnectedKeyedStreams<TKey, T1, T2>
    where TKey : notnull
{
    private readonly KeyedStream<TKey, T1> first;
    private readonly KeyedStream<TKey, T2> second;

    internal ConnectedKeyedStreams(KeyedStream<TKey, T1> first, KeyedStream<TKey, T2> second)
    {
        this.first = first;
        this.second = second;
    }

    /// <summary>Any computation with state and timers for each key.</summary>
    /// <param name="create">Makes the function; called for each subtask.</param>
    public DataStream<TOut> Process<TOut>(Func<KeyedCoProcessFunction<TKey, T1, T2, TOut>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        KeyedStream<TKey, T1>.CheckKey();
        StateFields.CheckKeyed(create());
        var graph = first.Environment.Graph;
        var node = graph.Add(new OperatorNode(
            graph.NextId,
            "CoProcess",
            $"CoProcess {TypeText.Of(typeof(T1))} and {TypeText.Of(typeof(T2))} by {TypeText.Of(typeof(TKey))} to {TypeText.Of(typeof(TOut))}",
            () => new KeyedCoProcessOperator<TKey, T1, T2, TOut>(first.SelectKey, second.SelectKey, create)));
        first.Connect(node, 0);
        second.Connect(node, 1);
        return new DataStream<TOut>(first.Environment, node);
    }
}
