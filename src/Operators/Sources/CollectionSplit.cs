namespace Weir.Operators.Sources;

/// <summary>What is left of a collection.</summary>
/// <param name="Next">Index of the next element.</param>
public sealed record CollectionSplit(int Next);
