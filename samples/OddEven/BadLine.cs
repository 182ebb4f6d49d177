namespace Weir.Samples.OddEven;

/// <summary>A line that is no number.</summary>
/// <param name="Count">How many there were so far, this one included.</param>
/// <param name="Text">The line.</param>
public sealed record BadLine(long Count, string Text);
