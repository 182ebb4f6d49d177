using Weir.Actors.Coordination;
using Weir.Actors.History;

namespace Weir.Host.Web.Views;

/// <summary>A checkpoint in a line.</summary>
/// <param name="Kind">Who asked for it, in a word or two.</param>
/// <param name="Cause">Why it failed; null: it has not.</param>
/// <param name="Location">Where it is; null: nowhere that can be named.</param>
public sealed record CheckpointRow(
    long Id,
    string Kind,
    State State,
    DateTimeOffset TriggeredAt,
    int Acknowledged,
    int Subtasks,
    TimeSpan Duration,
    bool IsInProgress,
    long BytesWritten,
    long StateBytes,
    long BytesProcessed,
    long BytesPersisted,
    string? Cause,
    string? Location)
{
    /// <param name="facts">The checkpoint.</param>
    /// <param name="now">One in progress has taken until now.</param>
    internal static CheckpointRow Of(CheckpointFacts facts, DateTimeOffset now)
    {
        var isInProgress = facts.Progress == CheckpointProgress.InProgress;
        return new CheckpointRow(
            facts.Id,
            facts.IsSavepoint ? "Savepoint" : facts.Kind.ToString(),
            State.Of(facts),
            facts.TriggeredAt,
            facts.Acknowledged,
            facts.Subtasks,
            isInProgress ? now - facts.TriggeredAt : facts.Duration,
            isInProgress,
            facts.BytesWritten,
            facts.StateBytes,
            facts.BytesProcessed,
            facts.BytesPersisted,
            facts.Progress == CheckpointProgress.Failed ? Because(facts) : null,
            facts.Location);
    }

    private static string Because(CheckpointFacts facts) => facts.Reason is { } reason ? $"{reason.Text()}: {facts.Message}" : facts.Message;
}
