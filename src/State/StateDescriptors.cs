namespace Weir.State;

/// <summary>Describes an <see cref="IValueState{T}"/>.</summary>
public sealed class ValueStateDescriptor<T>(string name, T? defaultValue = default) : StateDescriptor(name)
{
    /// <summary>What a key without a value reads.</summary>
    public T? DefaultValue { get; } = defaultValue;

    internal override StateKind Kind => StateKind.Value;
}

/// <summary>Describes an <see cref="IListState{T}"/>.</summary>
public sealed class ListStateDescriptor<T>(string name) : StateDescriptor(name)
{
    internal override StateKind Kind => StateKind.List;
}

/// <summary>Describes an <see cref="IMapState{TMapKey, TMapValue}"/>.</summary>
public sealed class MapStateDescriptor<TMapKey, TMapValue>(string name) : StateDescriptor(name)
    where TMapKey : notnull
{
    internal override StateKind Kind => StateKind.Map;
}

/// <summary>Describes broadcast state of any types.</summary>
public abstract class BroadcastStateDescriptor : StateDescriptor
{
    private protected BroadcastStateDescriptor(string name)
        : base(name)
    {
    }

    internal override StateKind Kind => StateKind.OperatorBroadcast;

    /// <summary>Refuses types that cannot be stored, and a time to live.</summary>
    internal abstract void Check();
}

/// <summary>Describes an <see cref="IBroadcastState{TMapKey, TMapValue}"/>. It can have no time to live.</summary>
public sealed class BroadcastStateDescriptor<TMapKey, TMapValue>(string name) : BroadcastStateDescriptor(name)
    where TMapKey : notnull
{
    internal override void Check()
    {
        Codecs.Codec.For<TMapKey>();
        Codecs.Codec.For<TMapValue>();
        if (Ttl is not null)
        {
            throw new ArgumentException(
                $"{this} has a time to live. The clocks of the subtasks differ, and so would their copies: remove what is old with a record that all of them receive.");
        }
    }
}

/// <summary>Describes an <see cref="IReducingState{T}"/>; <paramref name="reduce"/> folds a value (second) into what there is (first).</summary>
public sealed class ReducingStateDescriptor<T>(string name, Func<T, T, T> reduce) : StateDescriptor(name)
{
    /// <summary>Folds a value (second) into what there is (first).</summary>
    public Func<T, T, T> Reduce { get; } = reduce ?? throw new ArgumentNullException(nameof(reduce));

    internal override StateKind Kind => StateKind.Reducing;
}

/// <summary>Describes an <see cref="IAggregatingState{TIn, TOut}"/> with accumulators of type <typeparamref name="TAccumulator"/>.</summary>
public sealed class AggregatingStateDescriptor<TIn, TAccumulator, TOut>(
    string name, Func<TAccumulator> create, Func<TAccumulator, TIn, TAccumulator> add, Func<TAccumulator, TOut> result)
    : StateDescriptor(name)
{
    /// <summary>Makes the accumulator of a key's first input.</summary>
    public Func<TAccumulator> Create { get; } = create ?? throw new ArgumentNullException(nameof(create));

    /// <summary>Folds an input into the accumulator; may change and return the same object.</summary>
    public Func<TAccumulator, TIn, TAccumulator> Add { get; } = add ?? throw new ArgumentNullException(nameof(add));

    /// <summary>Computes the result from an accumulator.</summary>
    public Func<TAccumulator, TOut> Result { get; } = result ?? throw new ArgumentNullException(nameof(result));

    internal override StateKind Kind => StateKind.Aggregating;
}
