namespace Weir.Operators.Functions;

/// <summary>Processes records one by one, without keyed state.</summary>
public abstract class ProcessFunction<T, TOut> : StreamFunction
{
    /// <summary>Processes a record and emits any number of results.</summary>
    public abstract void Process(T record, ProcessContext context, Collector<TOut> output);

    /// <summary>All input has ended: emits what is left.</summary>
    public virtual void Finish(ProcessContext context, Collector<TOut> output)
    {
    }
}
