using Weir.Operators.Functions;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;
using Weir.Operators.Transforms;

namespace Weir.Operators.Streams;

/// <summary>Two streams, each with its own record type, that one operator processes.</summary>
public sealed class ConnectedStreams<T1, T2>
{
    private readonly DataStream<T1> first;
    private readonly DataStream<T2> second;

    internal ConnectedStreams(DataStream<T1> first, DataStream<T2> second)
    {
        this.first = first;
        this.second = second;
    }

    /// <summary>One result for each record of either stream.</summary>
    public DataStream<TOut> Select<TOut>(Func<T1, TOut> selectFirst, Func<T2, TOut> selectSecond)
    {
        ArgumentNullException.ThrowIfNull(selectFirst);
        ArgumentNullException.ThrowIfNull(selectSecond);
        return SelectMany<TOut>((record, output) => output.Add(selectFirst(record)), (record, output) => output.Add(selectSecond(record)));
    }

    /// <summary>Any number of results for each record of either stream.</summary>
    public DataStream<TOut> SelectMany<TOut>(Action<T1, Collector<TOut>> selectFirst, Action<T2, Collector<TOut>> selectSecond)
    {
        ArgumentNullException.ThrowIfNull(selectFirst);
        ArgumentNullException.ThrowIfNull(selectSecond);
        return Add<TOut>("CoSelect", () => new CoProcessOperator<T1, T2, TOut>(() => new CoSelectFunction<T1, T2, TOut>(selectFirst, selectSecond)));
    }

    /// <summary>Any computation without keyed state.</summary>
    /// <param name="create">Makes the function; called for each subtask.</param>
    public DataStream<TOut> Process<TOut>(Func<CoProcessFunction<T1, T2, TOut>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        StateFields.CheckNotKeyed(create());
        return Add<TOut>("CoProcess", () => new CoProcessOperator<T1, T2, TOut>(create));
    }

    private DataStream<TOut> Add<TOut>(string name, Func<StreamOperator> create)
    {
        var graph = first.Environment.Graph;
        var node = graph.Add(new OperatorNode(
            graph.NextId, name, $"{name} {TypeText.Of(typeof(T1))} and {TypeText.Of(typeof(T2))} to {TypeText.Of(typeof(TOut))}", create));
        first.Connect(node, 0);
        second.Connect(node, 1);
        return new DataStream<TOut>(first.Environment, node);
    }
}
