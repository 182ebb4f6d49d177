namespace Weir.State.Storage;

/// <summary>A small file beside a job's checkpoints.</summary>
/// <param name="Name">Letters, digits and hyphens.</param>
/// <param name="Content">All of it.</param>
internal sealed record JobNote(string Name, ReadOnlyMemory<byte> Content);
