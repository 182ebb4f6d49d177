namespace Weir.Testing.Connectors;

/// <summary>How far a partition of a <see cref="ScriptedSource{T}"/> has been read.</summary>
/// <param name="Partition">From 0.</param>
/// <param name="Next">Index of the next record.</param>
public sealed record ScriptedSplit(int Partition, int Next);
