using Weir.Actors.History;

namespace Weir.Host.Web.Views;

/// <summary>One checkpoint with its vertices and subtasks.</summary>
/// <param name="Span">What the whole width of its timeline stands for.</param>
/// <param name="Suspects">The names of the subtasks that it waited for longest, or still does, or did in vain; empty: there were none.</param>
public sealed record CheckpointView(CheckpointRow Summary, TimeSpan Span, IReadOnlyList<CheckpointVertex> Vertices, IReadOnlyList<string> Suspects)
{
    // A checkpoint that was fast all over has no subtask that stands out.
    private static readonly TimeSpan Noteworthy = TimeSpan.FromMilliseconds(20);

    internal static CheckpointView Of(CheckpointFacts facts, DateTimeOffset now)
    {
        var summary = CheckpointRow.Of(facts, now);
        var slowest = facts.Vertices.SelectMany(vertex => vertex.Parts).Select(part => part.AcknowledgedAfter).DefaultIfEmpty(TimeSpan.Zero).Max();
        var isAnyMissing = facts.Vertices.Any(vertex => vertex.Parts.Count < vertex.Parallelism);
        CheckpointVertex[] vertices =
        [
            .. facts.Vertices.Select(vertex => CheckpointVertex.Of(
                vertex, subtask => subtask is null || (!isAnyMissing && slowest >= Noteworthy && subtask.AcknowledgedAfter == slowest))),
        ];
        return new CheckpointView(
            summary,
            TimeSpan.FromTicks(Math.Max(Math.Max(summary.Duration.Ticks, slowest.Ticks), TimeSpan.TicksPerMillisecond)),
            vertices,
            [.. vertices.SelectMany(vertex => vertex.Subtasks.Where(subtask => subtask.IsSuspect).Select(subtask => $"{vertex.Name} ({subtask.Index + 1}/{vertex.Subtasks.Count})"))]);
    }
}

/// <summary>One vertex's part of a checkpoint.</summary>
/// <param name="Id">Its place in the job's order.</param>
/// <param name="Slowest">From the trigger to the last acknowledgement; null: there was none.</param>
public sealed record CheckpointVertex(int Id, string Name, int Acknowledged, TimeSpan? Slowest, long BytesWritten, IReadOnlyList<CheckpointSubtask> Subtasks)
{
    /// <param name="vertex">The vertex.</param>
    /// <param name="isSuspect">Whether a subtask stands out; null: it has not acknowledged.</param>
    internal static CheckpointVertex Of(VertexPart vertex, Func<SubtaskPart?, bool> isSuspect)
    {
        var parts = vertex.Parts.ToDictionary(part => part.Index);
        return new CheckpointVertex(
            vertex.Vertex.Value,
            vertex.Name,
            vertex.Parts.Count,
            vertex.Parts.Count == 0 ? null : vertex.Parts.Max(part => part.AcknowledgedAfter),
            vertex.Parts.Sum(part => part.Metrics.BytesWritten),
            [.. Enumerable.Range(0, vertex.Parallelism).Select(index => parts.GetValueOrDefault(index)).Select((part, index) => CheckpointSubtask.Of(index, part, isSuspect(part)))]);
    }
}

/// <summary>One subtask's part of a checkpoint.</summary>
/// <param name="IsSuspect">It stands out: the checkpoint waited for it.</param>
/// <param name="Times">Null: it has not acknowledged.</param>
public sealed record CheckpointSubtask(
    int Index, bool IsSuspect, SubtaskTimes? Times, bool IsUnaligned, long BytesWritten, long BytesProcessed, long BytesPersisted)
{
    internal static CheckpointSubtask Of(int index, SubtaskPart? part, bool isSuspect) => part is null
        ? new CheckpointSubtask(index, isSuspect, null, IsUnaligned: false, 0, 0, 0)
        : new CheckpointSubtask(
            index,
            isSuspect,
            new SubtaskTimes(part.Metrics.StartDelay, part.Metrics.AlignmentDuration, part.Metrics.SyncDuration, part.Metrics.AsyncDuration, part.AcknowledgedAfter),
            part.Metrics.IsUnaligned,
            part.Metrics.BytesWritten,
            SnapshotFigures.BytesProcessed(part.Metrics),
            SnapshotFigures.BytesPersisted(part.Metrics));
}

/// <summary>Where a subtask's time went, from the trigger to its acknowledgement.</summary>
public sealed record SubtaskTimes(TimeSpan StartDelay, TimeSpan Alignment, TimeSpan Synchronous, TimeSpan Asynchronous, TimeSpan EndToEnd);
