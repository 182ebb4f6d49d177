namespace Weir.Actors.Alerts;

/// <summary>What the rules look at. Both counters begin at 0 where the rules do.</summary>
/// <param name="FailedCheckpoints">Checkpoints that were begun and not completed.</param>
/// <param name="Restarts">Restarts after failures.</param>
/// <param name="LatestSuccess">When a checkpoint was completed last; null: none yet.</param>
internal readonly record struct AlertFigures(long FailedCheckpoints, long Restarts, DateTimeOffset? LatestSuccess);
