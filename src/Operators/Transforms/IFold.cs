namespace Weir.Operators.Transforms;

/// <summary>How a record changes its key's value. Implemented by structs, so that the operator's loop is compiled for each.</summary>
internal interface IFold<TKey, T, TValue, TOut>
{
    /// <summary>Folds a record into the value, which is default when <paramref name="isFirst"/>, and gives what to emit.</summary>
    TOut Apply(ref TValue value, bool isFirst, in TKey key, in T record);
}
