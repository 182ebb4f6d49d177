using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Operators.Graph;

namespace Weir.Actors.Logging;

/// <summary>Logs about something: <c>log.OfJob(id, name).OfCheckpoint(7).Warning(…)</c>.</summary>
internal static class LogScopes
{
    public static ILoggingAdapter OfJob(this ILoggingAdapter log, string jobId, string? jobName = null) =>
        log.In(ScopeOf(log) with { JobId = jobId, JobName = jobName });

    /// <param name="log">A log.</param>
    /// <param name="checkpointId">Null: of none.</param>
    public static ILoggingAdapter OfCheckpoint(this ILoggingAdapter log, long? checkpointId) =>
        checkpointId is null ? log : log.In(ScopeOf(log) with { CheckpointId = checkpointId });

    public static ILoggingAdapter OfVertex(this ILoggingAdapter log, JobVertex vertex) =>
        log.In(ScopeOf(log) with { VertexUid = vertex.Uid, VertexName = vertex.Name });

    public static ILoggingAdapter OfSubtask(this ILoggingAdapter log, SubtaskId subtask, Attempt attempt, JobGraph? graph)
    {
        var vertex = graph is not null && subtask.Vertex.Value < graph.Vertices.Count ? graph.Vertices[subtask.Vertex.Value] : null;
        return log.In(ScopeOf(log) with
        {
            VertexUid = vertex?.Uid,
            VertexName = vertex?.Name,
            SubtaskIndex = subtask.Index,
            Attempt = attempt == Attempt.None ? null : attempt.Number,
        });
    }

    public static ILoggingAdapter OfAttempt(this ILoggingAdapter log, Attempt attempt) => log.In(ScopeOf(log) with { Attempt = attempt.Number });

    /// <param name="log">A log.</param>
    /// <param name="cause">Null: of none.</param>
    public static ILoggingAdapter OfFailure(this ILoggingAdapter log, FailureCause? cause) =>
        cause is null ? log : log.In(ScopeOf(log) with { Failure = cause.Detail ?? cause.ToString() });

    private static LogScope ScopeOf(ILoggingAdapter log) => log is ScopedLog scoped ? scoped.Scope : new LogScope();

    private static ScopedLog In(this ILoggingAdapter log, LogScope scope) => new(log is ScopedLog scoped ? scoped.Log : log, scope);
}
