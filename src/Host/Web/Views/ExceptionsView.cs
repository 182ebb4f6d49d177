using System.Globalization;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Rest.Paths;

namespace Weir.Host.Web.Views;

/// <summary>What failed in a job, and how it came back.</summary>
/// <param name="Final">Why the job failed for good; null: it has not.</param>
/// <param name="Restarts">Newest first.</param>
public sealed record ExceptionsView(FailureText? Final, IReadOnlyList<RestartRow> Restarts)
{
    internal static ExceptionsView Of(JobInspection job)
    {
        var recoveries = job.Recoveries.GroupBy(recovery => recovery.Number).ToDictionary(group => group.Key, group => group.Last());
        var failures = job.Failures.Select(failure => RestartRow.Of(failure, recoveries.GetValueOrDefault(failure.Number), job));
        var failed = job.Failures.Select(failure => failure.Number).ToHashSet();
        var moves = recoveries.Values.Where(recovery => !failed.Contains(recovery.Number)).Select(RestartRow.Of);
        return new ExceptionsView(
            job.Cause is { } cause ? FailureText.Of(cause) : null,
            [.. failures.Concat(moves).OrderByDescending(row => row.Number)]);
    }
}

/// <summary>What went wrong.</summary>
/// <param name="Detail">With the stack trace; null: there is no more to say.</param>
public sealed record FailureText(string Type, string Message, string? Detail)
{
    internal static FailureText Of(FailureCause cause) => new(cause.Type, cause.Message, cause.Detail);
}

/// <summary>A restart: after a failure, or because subtasks moved to other nodes.</summary>
/// <param name="At">When it failed; null: it did not, or it is not known any more.</param>
/// <param name="Where">The subtasks that failed first; empty: the job as a whole, or none.</param>
/// <param name="Node">Where the first of them ran, as host:port; null: nowhere, or it is not known.</param>
/// <param name="Failure">Null: nothing failed.</param>
/// <param name="Decision">What was made of it, in words.</param>
/// <param name="Parts">Null: it does not run again, or not yet.</param>
public sealed record RestartRow(
    int Number, DateTimeOffset? At, IReadOnlyList<string> Where, string? Node, FailureText? Failure, string Decision, RestartParts? Parts)
{
    internal static RestartRow Of(FailureEntry failure, RecoveryEntry? recovery, JobInspection job) => new(
        failure.Number,
        failure.At,
        [.. failure.Subtasks.Select(subtask => Name(subtask, job))],
        failure.Node.Length == 0 ? null : VertexPages.Endpoint(failure.Node),
        FailureText.Of(failure.Cause),
        failure.Decision,
        recovery is null ? null : RestartParts.Of(recovery, failure.Detect));

    internal static RestartRow Of(RecoveryEntry relocation) => new(
        relocation.Number, null, [], null, null, "Subtasks moved to other nodes.", RestartParts.Of(relocation, TimeSpan.Zero));

    private static string Name(SubtaskId subtask, JobInspection job) => subtask.Vertex.Value < job.Vertices.Count
        ? string.Create(CultureInfo.InvariantCulture, $"{job.Vertices[subtask.Vertex.Value].Name} ({subtask.Index + 1}/{job.Vertices[subtask.Vertex.Value].Subtasks.Count})")
        : subtask.ToString();
}

/// <summary>Where the time of a restart went; its parts follow each other.</summary>
/// <param name="Checkpoint">What was restored; null: it started empty.</param>
/// <param name="Slots">Until the job had all its slots.</param>
/// <param name="Select">Finding and verifying the checkpoint.</param>
public sealed record RestartParts(
    long? Checkpoint, int Skipped, TimeSpan Detect, TimeSpan Stop, TimeSpan Slots, TimeSpan Select, TimeSpan Deploy, TimeSpan Restore)
{
    public TimeSpan Total => Detect + Stop + Slots + Select + Deploy + Restore;

    internal static RestartParts Of(RecoveryEntry recovery, TimeSpan detect) => new(
        recovery.RestoredCheckpoint,
        recovery.Skipped.Count,
        detect,
        recovery.Stop,
        recovery.Acquire,
        recovery.Select,
        recovery.Deploy,
        recovery.Restore);
}
