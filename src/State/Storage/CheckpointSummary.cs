namespace Weir.State.Storage;

/// <summary>A complete checkpoint in a listing: its metadata exists, and has not been read.</summary>
internal sealed record CheckpointSummary(string JobId, long CheckpointId, CheckpointLocation Location);
