namespace Weir.Actors.History;

/// <summary>Over all completed checkpoints of a job. Durations in milliseconds, sizes in bytes.</summary>
internal sealed record CheckpointSpreads(Spread BytesWritten, Spread Duration, Spread BytesProcessed, Spread BytesPersisted, Spread StateBytes);
