namespace Weir.Operators.Functions;

/// <summary>Folds records into an accumulator from which a result can be computed at any time. One instance serves all subtasks and keys: it has no state.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TAccumulator">A type with a codec.</typeparam>
/// <typeparam name="TResult">The result type.</typeparam>
public interface IAggregateFunction<in T, TAccumulator, out TResult>
{
    /// <summary>The accumulator of no records.</summary>
    TAccumulator CreateAccumulator();

    /// <summary>Folds a record in; may change and return the same accumulator.</summary>
    TAccumulator Add(TAccumulator accumulator, T record);

    /// <summary>The result so far.</summary>
    TResult GetResult(TAccumulator accumulator);

    /// <summary>One accumulator of two, which are not used afterwards.</summary>
    TAccumulator Merge(TAccumulator first, TAccumulator second);
}
