namespace Weir.Operators.Functions;

/// <summary>
/// Processes the records of a keyed stream, with state and timers for each key, and those of another that every subtask receives. What
/// these leave in broadcast state can be read with each record of the first. Nothing says how the two streams interleave.
/// </summary>
public abstract class KeyedBroadcastProcessFunction<TKey, T, TBroadcast, TOut> : StreamFunction
{
    /// <summary>Processes a record of the keyed stream. States and timers are those of its key.</summary>
    public abstract void Process(T record, KeyedBroadcastReadContext<TKey> context, Collector<TOut> output);

    /// <summary>Processes a broadcast record. Must change broadcast state in the same way in every subtask.</summary>
    public abstract void ProcessBroadcast(TBroadcast record, KeyedBroadcastContext<TKey> context, Collector<TOut> output);

    /// <summary>A timer has fired. States and timers are those of its key.</summary>
    /// <param name="timestamp">The time that it was set to, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="domain">What it waited for.</param>
    /// <param name="context">The timer's key.</param>
    /// <param name="output">Takes results.</param>
    public virtual void OnTimer(long timestamp, TimeDomain domain, KeyedBroadcastReadContext<TKey> context, Collector<TOut> output)
    {
    }
}
