namespace Weir.Operators.Functions;

/// <summary>Processes the records of two streams, without keyed state.</summary>
public abstract class CoProcessFunction<T1, T2, TOut> : StreamFunction
{
    /// <summary>Processes a record of the first stream.</summary>
    public abstract void ProcessFirst(T1 record, ProcessContext context, Collector<TOut> output);

    /// <summary>Processes a record of the second stream.</summary>
    public abstract void ProcessSecond(T2 record, ProcessContext context, Collector<TOut> output);

    /// <summary>All input has ended: emits what is left.</summary>
    public virtual void Finish(ProcessContext context, Collector<TOut> output)
    {
    }
}
