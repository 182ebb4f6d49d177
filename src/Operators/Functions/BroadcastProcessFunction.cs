namespace Weir.Operators.Functions;

/// <summary>
/// Processes the records of a stream, and those of another that every subtask receives. What these leave in broadcast state can be read
/// with each record of the first. Nothing says how the two streams interleave.
/// </summary>
public abstract class BroadcastProcessFunction<T, TBroadcast, TOut> : StreamFunction
{
    /// <summary>Processes a record of the stream that is not broadcast.</summary>
    public abstract void Process(T record, BroadcastReadContext context, Collector<TOut> output);

    /// <summary>Processes a broadcast record. Must change broadcast state in the same way in every subtask.</summary>
    public abstract void ProcessBroadcast(TBroadcast record, BroadcastContext context, Collector<TOut> output);

    /// <summary>All input has ended: emits what is left.</summary>
    public virtual void Finish(BroadcastReadContext context, Collector<TOut> output)
    {
    }
}
