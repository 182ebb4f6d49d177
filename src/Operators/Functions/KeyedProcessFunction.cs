namespace Weir.Operators.Functions;

/// <summary>Processes the records of a keyed stream, with state and timers for each key.</summary>
public abstract class KeyedProcessFunction<TKey, T, TOut> : StreamFunction
{
    /// <summary>Processes a record and emits any number of results. States and timers are those of its key.</summary>
    public abstract void Process(T record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <summary>A timer has fired. States and timers are those of its key.</summary>
    /// <param name="timestamp">The time that it was set to, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="domain">What it waited for.</param>
    /// <param name="context">The timer's key.</param>
    /// <param name="output">Takes results.</param>
    public virtual void OnTimer(long timestamp, TimeDomain domain, KeyedContext<TKey> context, Collector<TOut> output)
    {
    }
}
