namespace Weir.Operators.Functions;

/// <summary>The side outputs of an operator.</summary>
internal interface ISideOutputs
{
    void Emit<T>(OutputTag<T> tag, T record, long timestamp);
}
