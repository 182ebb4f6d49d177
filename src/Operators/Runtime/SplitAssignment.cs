namespace Weir.Operators.Runtime;

/// <summary>The answer to a reader that asks for work.</summary>
/// <param name="Kind">What the answer is.</param>
/// <param name="Splits">The encoded splits; empty unless <see cref="SplitAssignmentKind.Assigned"/>.</param>
internal readonly record struct SplitAssignment(SplitAssignmentKind Kind, ReadOnlyMemory<byte> Splits);

internal enum SplitAssignmentKind
{
    /// <summary>Here are splits.</summary>
    Assigned,

    /// <summary>There are none now; ask again after the next discovery.</summary>
    NoneYet,

    /// <summary>There will be none any more.</summary>
    NoMore,
}
