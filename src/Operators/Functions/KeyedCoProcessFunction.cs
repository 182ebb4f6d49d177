namespace Weir.Operators.Functions;

/// <summary>Processes the records of two streams keyed alike, which share state and timers for each key.</summary>
public abstract class KeyedCoProcessFunction<TKey, T1, T2, TOut> : StreamFunction
{
    /// <summary>Processes a record of the first stream. States and timers are those of its key.</summary>
    public abstract void ProcessFirst(T1 record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <summary>Processes a record of the second stream. States and timers are those of its key.</summary>
    public abstract void ProcessSecond(T2 record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <summary>A timer has fired. States and timers are those of its key.</summary>
    /// <param name="timestamp">The time that it was set to, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="domain">What it waited for.</param>
    /// <param name="context">The timer's key.</param>
    /// <param name="output">Takes results.</param>
    public virtual void OnTimer(long timestamp, TimeDomain domain, KeyedContext<TKey> context, Collector<TOut> output)
    {
    }
}
