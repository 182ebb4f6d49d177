using System.Numerics;
using Weir.Operators.Functions;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;
using Weir.Operators.Transforms;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.Operators.Streams;

/// <summary>A stream divided by key: all records of a key are processed in order by one subtask, which holds the key's state.</summary>
public sealed class KeyedStream<TKey, T>
    where TKey : notnull
{
    private readonly StreamInput<T>[] inputs;

    internal KeyedStream(StreamEnvironment environment, StreamInput<T>[] inputs, Func<T, TKey> selectKey)
    {
        Environment = environment;
        this.inputs = inputs;
        SelectKey = selectKey;
    }

    /// <summary>The job's environment.</summary>
    public StreamEnvironment Environment { get; }

    internal Func<T, TKey> SelectKey { get; }

    /// <summary>How many records the key has had: a result for each record.</summary>
    public DataStream<(TKey Key, long Count)> Count() =>
        Fold<long, (TKey Key, long Count), CountFold<TKey, T>>("Count", default);

    /// <summary>The sum over the key's records: a result for each record. An overflow of an integer type is an error.</summary>
    public DataStream<(TKey Key, TNumber Sum)> Sum<TNumber>(Func<T, TNumber> select)
        where TNumber : INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(select);
        return Fold<TNumber, (TKey Key, TNumber Sum), SumFold<TKey, T, TNumber>>("Sum", new(select));
    }

    /// <summary>The smallest value among the key's records: a result for each record.</summary>
    public DataStream<(TKey Key, TValue Value)> Min<TValue>(Func<T, TValue> select)
        where TValue : IComparable<TValue>
    {
        ArgumentNullException.ThrowIfNull(select);
        return Fold<TValue, (TKey Key, TValue Value), ExtremeFold<TKey, T, TValue>>("Min", new(select, -1));
    }

    /// <summary>The largest value among the key's records: a result for each record.</summary>
    public DataStream<(TKey Key, TValue Value)> Max<TValue>(Func<T, TValue> select)
        where TValue : IComparable<TValue>
    {
        ArgumentNullException.ThrowIfNull(select);
        return Fold<TValue, (TKey Key, TValue Value), ExtremeFold<TKey, T, TValue>>("Max", new(select, 1));
    }

    /// <summary>The key's record with the smallest value, of equal ones the first: a result for each record. The record type needs a codec.</summary>
    public DataStream<T> MinBy<TValue>(Func<T, TValue> select)
        where TValue : IComparable<TValue>
    {
        ArgumentNullException.ThrowIfNull(select);
        return Fold<T, T, ExtremeByFold<TKey, T, TValue>>("MinBy", new(select, -1));
    }

    /// <summary>The key's record with the largest value, of equal ones the first: a result for each record. The record type needs a codec.</summary>
    public DataStream<T> MaxBy<TValue>(Func<T, TValue> select)
        where TValue : IComparable<TValue>
    {
        ArgumentNullException.ThrowIfNull(select);
        return Fold<T, T, ExtremeByFold<TKey, T, TValue>>("MaxBy", new(select, 1));
    }

    /// <summary>The key's records folded into one, (so far, record) → so far: a result for each record. The record type needs a codec.</summary>
    public DataStream<T> Reduce(Func<T, T, T> reduce)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return Fold<T, T, ReduceFold<TKey, T>>("Reduce", new(reduce));
    }

    /// <summary>The aggregate of the key's records: a result for each record.</summary>
    public DataStream<TResult> Aggregate<TAccumulator, TResult>(IAggregateFunction<T, TAccumulator, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Fold<TAccumulator, TResult, AggregateFold<TKey, T, TAccumulator, TResult>>("Aggregate", new(function));
    }

    /// <summary>Any computation with state and timers for each key.</summary>
    /// <param name="create">Makes the function; called for each subtask.</param>
    public DataStream<TOut> Process<TOut>(Func<KeyedProcessFunction<TKey, T, TOut>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return Add<TOut>(
            "Process", () => new KeyedProcessOperator<TKey, T, TOut>(SelectKey, create), () => StateFields.CheckKeyed(create()));
    }

    /// <summary>This stream and another with the same key type, to be processed together with shared state.</summary>
    public ConnectedKeyedStreams<TKey, T, TOther> Connect<TOther>(KeyedStream<TKey, TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ConnectedKeyedStreams<TKey, T, TOther>(this, other);
    }

    /// <summary>This stream and a broadcast one, to be processed by one operator.</summary>
    public BroadcastConnectedKeyedStreams<TKey, T, TBroadcast> Connect<TBroadcast>(BroadcastStream<TBroadcast> broadcast)
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        return new BroadcastConnectedKeyedStreams<TKey, T, TBroadcast>(this, broadcast);
    }

    internal void Connect(GraphNode node, int inputIndex)
    {
        foreach (var input in inputs)
        {
            node.AddInput(input.ToEdge(inputIndex));
        }
    }

    internal static void CheckKey()
    {
        Codec.For<TKey>();
        _ = KeyHasher<TKey>.Default;
    }

    private DataStream<TOut> Fold<TValue, TOut, TFold>(string name, TFold fold)
        where TFold : struct, IFold<TKey, T, TValue, TOut> =>
        Add<TOut>(name, () => new FoldOperator<TKey, T, TValue, TOut, TFold>(SelectKey, fold), static () => Codec.For<TValue>());

    private DataStream<TOut> Add<TOut>(string name, Func<StreamOperator> create, Action validate)
    {
        CheckKey();
        validate();
        var node = new OperatorNode(
            Environment.Graph.NextId, name, $"{name} {TypeText.Of(typeof(T))} by {TypeText.Of(typeof(TKey))} to {TypeText.Of(typeof(TOut))}", create);
        Environment.Graph.Add(node);
        Connect(node, 0);
        return new DataStream<TOut>(Environment, node);
    }
}
