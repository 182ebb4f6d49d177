using Weir.Actors.History;
using Weir.Actors.Messages;

namespace Weir.Host.Web.Views;

/// <summary>The checkpoints of a job.</summary>
/// <param name="Restored">What the job was started from, in words; null: from nothing.</param>
/// <param name="History">Newest first.</param>
/// <param name="Summary">Over the completed ones; empty: there are none.</param>
public sealed record CheckpointsView(
    long Triggered,
    int InProgress,
    long Completed,
    long Failed,
    long Restorations,
    CheckpointRow? LatestCompleted,
    CheckpointRow? LatestFailed,
    CheckpointRow? LatestSavepoint,
    string? Restored,
    DateTimeOffset? RestoredAt,
    IReadOnlyList<CheckpointRow> History,
    IReadOnlyList<SpreadRow> Summary)
{
    internal static CheckpointsView Of(CheckpointsInspection checkpoints, DateTimeOffset now)
    {
        var counts = checkpoints.Counts;
        return new CheckpointsView(
            counts.Total,
            counts.InProgress,
            counts.Completed,
            counts.Failed,
            counts.Restored,
            Row(checkpoints.LatestCompleted),
            Row(checkpoints.LatestFailed),
            Row(checkpoints.LatestSavepoint),
            checkpoints.Restored is { } restored ? $"{(restored.IsSavepoint ? "savepoint" : "checkpoint")} {restored.Id} at {restored.Location}" : null,
            checkpoints.Restored?.At,
            [.. checkpoints.Latest.Select(facts => CheckpointRow.Of(facts, now))],
            checkpoints.Spreads.Duration.Count == 0 ? [] : SpreadRow.All(checkpoints.Spreads));

        CheckpointRow? Row(CheckpointFacts? facts) => facts is null ? null : CheckpointRow.Of(facts, now);
    }
}

/// <summary>How a figure was spread, as text with its unit.</summary>
public sealed record SpreadRow(
    string Figure, string Minimum, string Mean, string Maximum, string P50, string P90, string P95, string P99, string P999)
{
    internal static IReadOnlyList<SpreadRow> All(CheckpointSpreads spreads) =>
    [
        Of("End-to-end duration", spreads.Duration, Figures.Milliseconds),
        Of("Written", spreads.BytesWritten, Figures.Bytes),
        Of("Full size", spreads.StateBytes, Figures.Bytes),
        Of("Processed during alignment", spreads.BytesProcessed, Figures.Bytes),
        Of("Persisted in flight", spreads.BytesPersisted, Figures.Bytes),
    ];

    private static SpreadRow Of(string figure, Spread spread, Func<double, string> text) => new(
        figure,
        text(spread.Minimum),
        text(spread.Mean),
        text(spread.Maximum),
        text(spread.P50),
        text(spread.P90),
        text(spread.P95),
        text(spread.P99),
        text(spread.P999));
}
