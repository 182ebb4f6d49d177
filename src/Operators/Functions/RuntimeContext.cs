using Weir.State;

namespace Weir.Operators.Functions;

/// <summary>What a function learns when it is opened: its place in the job, and its state.</summary>
public abstract class RuntimeContext
{
    private protected RuntimeContext()
    {
    }

    /// <summary>The job's name.</summary>
    public abstract string JobName { get; }

    /// <summary>The operator's name.</summary>
    public abstract string OperatorName { get; }

    /// <summary>From 0.</summary>
    public abstract int SubtaskIndex { get; }

    /// <summary>Subtasks of the operator.</summary>
    public abstract int Parallelism { get; }

    /// <summary>Counts the starts of the subtask, from 0.</summary>
    public abstract int Attempt { get; }

    /// <summary>A value for each key. Keyed streams only, as all states.</summary>
    public abstract IValueState<T> State<T>(ValueStateDescriptor<T> descriptor);

    /// <summary>A list for each key.</summary>
    public abstract IListState<T> State<T>(ListStateDescriptor<T> descriptor);

    /// <summary>A map for each key.</summary>
    public abstract IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull;

    /// <summary>A reduced value for each key.</summary>
    public abstract IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor);

    /// <summary>An aggregate for each key.</summary>
    public abstract IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor);

    /// <summary>A list of this subtask, on any stream: its elements are dealt to the subtasks when their number changes.</summary>
    /// <param name="name">Names it in snapshots.</param>
    public abstract IOperatorList<T> OperatorList<T>(string name);

    /// <summary>A list of this subtask, on any stream: after a restore each subtask's has the elements of all.</summary>
    /// <param name="name">Names it in snapshots.</param>
    public abstract IOperatorList<T> UnionList<T>(string name);
}
