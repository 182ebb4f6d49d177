using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Host.Rest;
using Weir.Host.Rest.Paths;

namespace Weir.Host.Web.Views;

/// <summary>A vertex of a job.</summary>
/// <param name="Id">Its place in the job's order.</param>
/// <param name="RecordsIn">Of its subtasks' latest attempts together.</param>
/// <param name="RecordsOut">Of its subtasks' latest attempts together.</param>
/// <param name="InPerSecond">Null: it can't be told.</param>
/// <param name="OutPerSecond">Null: it can't be told.</param>
/// <param name="Load">Of its busiest subtask; null: it is not known.</param>
/// <param name="Watermark">Of its slowest subtask, in milliseconds since 1970; null: it has none, or it is not known.</param>
public sealed record VertexRow(
    int Id,
    string Name,
    IReadOnlyList<string> Operators,
    bool IsSource,
    State State,
    long RecordsIn,
    long RecordsOut,
    double? InPerSecond,
    double? OutPerSecond,
    Load? Load,
    long? Watermark,
    IReadOnlyList<SubtaskRow> Subtasks)
{
    internal static VertexRow Of(VertexInspection vertex, JobState job, DateTimeOffset now, RateMeter rates)
    {
        var recordsIn = vertex.Subtasks.Sum(subtask => subtask.RecordsIn);
        var recordsOut = vertex.Subtasks.Sum(subtask => subtask.RecordsOut);
        var inRate = rates.Add($"{vertex.Uid} in", recordsIn, now);
        var outRate = rates.Add($"{vertex.Uid} out", recordsOut, now);
        var isOver = Wording.IsOver(job);
        SubtaskRow[] subtasks = [.. vertex.Subtasks.Select((subtask, index) => SubtaskRow.Of(subtask, index, job, now))];
        return new VertexRow(
            vertex.Id.Value,
            vertex.Name,
            vertex.Operators,
            vertex.IsSource,
            State.Of(vertex, job),
            recordsIn,
            recordsOut,
            isOver ? null : inRate,
            isOver ? null : outRate,
            Load.Highest(subtasks.Select(subtask => subtask.Load)),
            subtasks.Min(subtask => subtask.Watermark),
            subtasks);
    }
}

/// <summary>A subtask.</summary>
/// <param name="Node">host:port; empty: it runs nowhere.</param>
/// <param name="Attempt">0: it was never started.</param>
/// <param name="Running">For how long its attempt has had its state, or had; null: it has not had it.</param>
/// <param name="Watermark">In milliseconds since 1970; null: it has none, or it is not known.</param>
public sealed record SubtaskRow(int Index, State State, string Node, int Attempt, TimeSpan? Running, long RecordsIn, long RecordsOut, Load? Load, long? Watermark)
{
    internal static SubtaskRow Of(SubtaskInspection subtask, int index, JobState job, DateTimeOffset now) => new(
        index,
        State.Of(Wording.Of(subtask, job)),
        subtask.Execution.Node.Length == 0 ? "" : VertexPages.Endpoint(subtask.Execution.Node),
        subtask.Execution.Attempt.Number,
        subtask.Execution.RunningAt is { } since ? (subtask.Execution.EndedAt ?? now) - since : null,
        subtask.RecordsIn,
        subtask.RecordsOut,
        Wording.IsOver(job) ? null : Load.Of(subtask),
        Wording.IsOver(job) ? null : subtask.Activity?.Watermark);
}

/// <summary>What a subtask did with its time lately; shares from 0 to 1.</summary>
public sealed record Load(double Busy, double Backpressured, double Idle)
{
    internal static Load? Of(SubtaskInspection subtask) =>
        subtask.Activity is { } activity ? new Load(activity.Busy, activity.Backpressured, activity.Idle) : null;

    /// <summary>The one that stands out: of the busiest subtask, and of the most backpressured.</summary>
    internal static Load? Highest(IEnumerable<Load?> loads)
    {
        Load[] known = [.. loads.OfType<Load>()];
        return known.Length == 0 ? null : new Load(known.Max(load => load.Busy), known.Max(load => load.Backpressured), known.Max(load => load.Idle));
    }
}
