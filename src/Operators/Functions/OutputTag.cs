namespace Weir.Operators.Functions;

/// <summary>Names a side output of an operator and the type of its records.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="Id">Unique within the operator.</param>
public sealed record OutputTag<T>(string Id);
