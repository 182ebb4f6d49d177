namespace Weir.Operators.Runtime;

/// <summary>Knows where the source records of the batch in work stand in the input.</summary>
internal interface ISourcePositions
{
    /// <summary>The place for a value of the origins column, or null.</summary>
    string? Describe(int origin);
}
