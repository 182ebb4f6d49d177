using Weir.Operators.Functions;
using Weir.Operators.Graph;
using Weir.Operators.Transforms;

namespace Weir.Operators.Streams;

/// <summary>A stream and a broadcast one, that one operator processes.</summary>
public sealed class BroadcastConnectedStreams<T, TBroadcast>
{
    private readonly DataStream<T> first;
    private readonly BroadcastStream<TBroadcast> second;

    internal BroadcastConnectedStreams(DataStream<T> first, BroadcastStream<TBroadcast> second)
    {
        this.first = first;
        this.second = second;
    }

    /// <summary>Any computation with broadcast state.</summary>
    /// <param name="create">Makes the function; called for each subtask.</param>
    public DataStream<TOut> Process<TOut>(Func<BroadcastProcessFunction<T, TBroadcast, TOut>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        StateFields.CheckNotKeyed(create());
        var graph = first.Environment.Graph;
        var states = second.States;
        var node = graph.Add(new OperatorNode(
            graph.NextId,
            "BroadcastProcess",
            $"BroadcastProcess {TypeText.Of(typeof(T))} and {TypeText.Of(typeof(TBroadcast))} to {TypeText.Of(typeof(TOut))}",
            () => new BroadcastProcessOperator<T, TBroadcast, TOut>(states, create)));
        first.Connect(node, 0);
        second.Stream.Connect(node, 1);
        return new DataStream<TOut>(first.Environment, node);
    }
}
