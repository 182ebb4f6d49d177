namespace Weir.Operators.Sinks;

/// <summary>A finished file that is still hidden.</summary>
/// <param name="HiddenName">Its present name in the sink's folder.</param>
/// <param name="FinalName">Its name when it is committed.</param>
/// <param name="Length">Its size in bytes.</param>
public sealed record PendingFile(string HiddenName, string FinalName, long Length);
