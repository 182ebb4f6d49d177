using Weir.Operators.Channels;
using Weir.Operators.Connectors;
using Weir.Operators.Functions;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;
using Weir.Operators.Time;
using Weir.Operators.Transforms;
using Weir.State;

namespace Weir.Operators.Streams;

/// <summary>A stream of records. Its methods add operators to the job's graph; nothing runs until the job is deployed.</summary>
/// <typeparam name="T">The record type. Records must not be changed once emitted: operators of one chain share them.</typeparam>
public class DataStream<T>
{
    private readonly StreamInput<T>[] inputs;

    internal DataStream(StreamEnvironment environment, GraphNode node)
        : this(environment, node, [new StreamInput<T>(node)])
    {
    }

    internal DataStream(StreamEnvironment environment, GraphNode? node, StreamInput<T>[] inputs)
    {
        Environment = environment;
        Node = node;
        this.inputs = inputs;
    }

    /// <summary>The job's environment.</summary>
    public StreamEnvironment Environment { get; }

    /// <summary>The operator that this stream comes from; null when it is a union or has been repartitioned.</summary>
    internal GraphNode? Node { get; }

    internal IReadOnlyList<StreamInput<T>> Inputs => inputs;

    /// <summary>One result for each record.</summary>
    public DataStream<TOut> Select<TOut>(Func<T, TOut> select)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Add<TOut>("Select", () => new SelectOperator<T, TOut>(select));
    }

    /// <summary>The records for which <paramref name="predicate"/> is true.</summary>
    public DataStream<T> Where(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Add<T>("Where", () => new WhereOperator<T>(predicate));
    }

    /// <summary>Any number of results for each record.</summary>
    public DataStream<TOut> SelectMany<TOut>(Func<T, IEnumerable<TOut>> select)
    {
        ArgumentNullException.ThrowIfNull(select);
        return SelectMany<TOut>((record, output) =>
        {
            foreach (var result in select(record))
            {
                output.Add(result);
            }
        });
    }

    /// <summary>Any number of results for each record, added to a collector: nothing is allocated.</summary>
    public DataStream<TOut> SelectMany<TOut>(Action<T, Collector<TOut>> select)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Add<TOut>("SelectMany", () => new SelectManyOperator<T, TOut>(select));
    }

    /// <summary>Any computation without keyed state: with a life, side outputs, event time.</summary>
    /// <param name="create">Makes the function; called for each subtask.</param>
    public DataStream<TOut> Process<TOut>(Func<ProcessFunction<T, TOut>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        StateFields.CheckNotKeyed(create());
        return Add<TOut>("Process", () => new ProcessOperator<T, TOut>(create));
    }

    /// <summary>Gives the records event time and says how far it has come.</summary>
    public DataStream<T> AssignTimestampsAndWatermarks(WatermarkStrategy<T> strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return Add<T>("Timestamps", () => new TimestampOperator<T>(strategy));
    }

    /// <summary>This stream and another, to be processed by one operator.</summary>
    public ConnectedStreams<T, TOther> Connect<TOther>(DataStream<TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ConnectedStreams<T, TOther>(this, other);
    }

    /// <summary>This stream and a broadcast one, to be processed by one operator.</summary>
    public BroadcastConnectedStreams<T, TBroadcast> Connect<TBroadcast>(BroadcastStream<TBroadcast> broadcast)
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        return new BroadcastConnectedStreams<T, TBroadcast>(this, broadcast);
    }

    /// <summary>Divides the stream by key: records of one key are processed in order by one subtask, which holds the key's state.</summary>
    /// <param name="selectKey">Gives a record's key; always the same for the same record.</param>
    /// <typeparam name="TKey">A type with a codec and equality by value.</typeparam>
    public KeyedStream<TKey, T> KeyBy<TKey>(Func<T, TKey> selectKey)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(selectKey);
        var keyed = Repartitioned(new KeyedPartitioning<TKey, T>(selectKey));
        return new KeyedStream<TKey, T>(Environment, keyed, selectKey);
    }

    /// <summary>This stream and others as one, in no particular order.</summary>
    public DataStream<T> Union(params DataStream<T>[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new DataStream<T>(Environment, null, [.. inputs, .. others.SelectMany(static other => other.inputs)]);
    }

    /// <summary>Spreads the records evenly over the subtasks of the next operator.</summary>
    public DataStream<T> Rebalance() => new(Environment, null, Repartitioned(new RebalancePartitioning<T>()));

    /// <summary>Gives every record to every subtask of the next operator.</summary>
    public DataStream<T> Broadcast() => new(Environment, null, Repartitioned(new BroadcastPartitioning<T>()));

    /// <summary>Gives every record to every subtask of the next operator, which keeps what it learns from them in broadcast state.</summary>
    /// <param name="state">What the function of that operator may keep.</param>
    /// <param name="more">More of it.</param>
    /// <exception cref="ArgumentException">A state has a time to live, or two have the same name.</exception>
    /// <exception cref="Weir.State.Codecs.NoCodecException">The type of a state's keys or values cannot be stored.</exception>
    public BroadcastStream<T> Broadcast(BroadcastStateDescriptor state, params BroadcastStateDescriptor[] more)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(more);
        return new BroadcastStream<T>(Broadcast(), [state, .. more]);
    }

    /// <summary>Gives all records to the first subtask of the next operator.</summary>
    public DataStream<T> Global() => new(Environment, null, Repartitioned(new GlobalPartitioning<T>()));

    /// <summary>Gives the records of each subtask to the one of the same number of the next operator, which must have the same parallelism.</summary>
    public DataStream<T> Forward() => new(Environment, null, Repartitioned(new ForwardPartitioning<T>()));

    /// <summary>Gives each record to the subtask that a function chooses: (record, number of subtasks) → index from 0.</summary>
    public DataStream<T> PartitionBy(Func<T, int, int> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return new DataStream<T>(Environment, null, Repartitioned(new CustomPartitioning<T>(choose)));
    }

    /// <summary>The records that the operator of this stream emits to a side output.</summary>
    public DataStream<TSide> SideOutput<TSide>(OutputTag<TSide> tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        var node = RequireNode(nameof(SideOutput));
        return new DataStream<TSide>(Environment, null, [new StreamInput<TSide>(node, tag)]);
    }

    /// <summary>Gives the operator that this stream comes from a name, for plans, metrics and errors.</summary>
    public DataStream<T> WithName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RequireNode(nameof(WithName)).Name = name;
        return this;
    }

    /// <summary>Gives the operator that this stream comes from an identity: by it, state is found again after the job was changed.</summary>
    public DataStream<T> WithUid(string uid)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uid);
        RequireNode(nameof(WithUid)).AssignedUid = uid;
        return this;
    }

    /// <summary>Sets the number of subtasks of the operator that this stream comes from.</summary>
    public DataStream<T> WithParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        RequireNode(nameof(WithParallelism)).Parallelism = parallelism;
        return this;
    }

    /// <summary>Sets the number of key groups of the operator that this stream comes from.</summary>
    public DataStream<T> WithMaxParallelism(int maxParallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxParallelism, 1);
        RequireNode(nameof(WithMaxParallelism)).MaxParallelism = maxParallelism;
        return this;
    }

    /// <summary>Keeps the operator that this stream comes from out of the chain before it.</summary>
    public DataStream<T> StartNewChain()
    {
        RequireNode(nameof(StartNewChain)).Chaining = ChainingMode.StartNew;
        return this;
    }

    /// <summary>Keeps the operator that this stream comes from in a chain of its own.</summary>
    public DataStream<T> DisableChaining()
    {
        RequireNode(nameof(DisableChaining)).Chaining = ChainingMode.Never;
        return this;
    }

    /// <summary>Writes the records to a sink.</summary>
    public StreamSink SinkTo(ISink<T> sink, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return AddSink(name, sink, () => new SinkOperator<T>(sink), null);
    }

    /// <summary>Writes the records to a sink that shows each exactly once.</summary>
    public StreamSink SinkTo<TWriterState, TCommittable>(ITwoPhaseSink<T, TWriterState, TCommittable> sink, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return AddSink(
            name,
            sink,
            () => new TwoPhaseSinkOperator<T, TWriterState, TCommittable>(sink),
            static () =>
            {
                Weir.State.Codecs.Codec.For<TWriterState>();
                Weir.State.Codecs.Codec.For<TCommittable>();
            },
            (jobId, kept, cancellationToken) =>
                TwoPhaseSinkOperator<T, TWriterState, TCommittable>.RemoveAbandonedAsync(sink, jobId, kept, cancellationToken));
    }

    /// <summary>Writes the records to a sink that takes them at its own pace, each at least once.</summary>
    internal StreamSink SinkTo(IDeliverySink<T> sink, string? name)
    {
        return AddSink(name, sink, () => new DeliveryOperator<T>(sink), static () => Weir.State.Codecs.Codec.For<T>());
    }

    internal DataStream<TOut> Add<TOut>(string name, Func<StreamOperator> create, Action? validate = null)
    {
        var node = new OperatorNode(
            Environment.Graph.NextId, name, $"{name} {TypeText.Of(typeof(T))} to {TypeText.Of(typeof(TOut))}", create, validate);
        Environment.Graph.Add(node);
        Connect(node, 0);
        return new DataStream<TOut>(Environment, node);
    }

    internal void Connect(GraphNode node, int inputIndex)
    {
        foreach (var input in inputs)
        {
            node.AddInput(input.ToEdge(inputIndex));
        }
    }

    private StreamInput<T>[] Repartitioned(Partitioning<T> partitioning) =>
        [.. inputs.Select(input => input with { Partitioning = partitioning })];

    private StreamSink AddSink(
        string? name,
        object sink,
        Func<StreamOperator> create,
        Action? validate,
        Func<string, IReadOnlyList<OperatorRestore>, CancellationToken, ValueTask>? removeAbandoned = null)
    {
        var node = new SinkNode(
            Environment.Graph.NextId, name ?? StreamSink.NameOf(sink), $"sink {TypeText.Of(typeof(T))}", sink, create, validate, removeAbandoned);
        Environment.Graph.Add(node);
        Connect(node, 0);
        return new StreamSink(node);
    }

    private GraphNode RequireNode(string method) => Node ?? throw new InvalidOperationException(
        $"{method} applies to an operator; this stream is a union, a side output or has been repartitioned. Call it right behind the operator.");
}
