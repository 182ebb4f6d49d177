using Weir.Actors.History;
using Weir.Actors.Jobs;

namespace Weir.Host.Rest;

/// <summary>States under the names that Flink has for them.</summary>
internal static class Wording
{
    /// <summary>The states of a job, in no particular order.</summary>
    public static readonly IReadOnlyList<string> JobStates =
    [
        "CREATED", "SUSPENDED", "RECONCILING", "RESTARTING", "CANCELED", "FINISHED", "INITIALIZING", "RUNNING", "CANCELLING", "FAILING", "FAILED",
    ];

    /// <summary>The states of a subtask, those that say most about a vertex last.</summary>
    public static readonly IReadOnlyList<string> SubtaskStates =
    [
        "RUNNING", "RECONCILING", "INITIALIZING", "DEPLOYING", "FAILED", "FINISHED", "CANCELING", "CANCELED", "SCHEDULED", "CREATED",
    ];

    public static string Of(JobState state) => state switch
    {
        JobState.Created => "CREATED",
        JobState.Running or JobState.Finishing => "RUNNING",
        JobState.Restarting => "RESTARTING",
        JobState.Cancelling => "CANCELLING",
        JobState.Failing => "FAILING",
        JobState.Finished => "FINISHED",
        JobState.Cancelled => "CANCELED",
        JobState.Failed => "FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown job state."),
    };

    public static string Of(SubtaskInspection subtask, JobState job) => subtask.Status switch
    {
        null when IsOver(job) => "CANCELED",
        null => job == JobState.Created ? "CREATED" : "SCHEDULED",
        SubtaskStatus.Deploying => "DEPLOYING",
        SubtaskStatus.Initializing => "INITIALIZING",
        SubtaskStatus.Running or SubtaskStatus.DataFinished => job is JobState.Cancelling or JobState.Failing ? "CANCELING" : "RUNNING",
        SubtaskStatus.Finished => "FINISHED",
        SubtaskStatus.Stopped => job is JobState.Finished or JobState.Finishing ? "FINISHED" : "CANCELED",
        _ => throw new ArgumentOutOfRangeException(nameof(subtask), subtask.Status, "Unknown subtask status."),
    };

    /// <summary>A vertex is as far as the hindmost of its subtasks.</summary>
    public static string OfAll(IEnumerable<string> subtasks)
    {
        string[] order = ["FAILED", "CANCELING", "CREATED", "SCHEDULED", "DEPLOYING", "INITIALIZING", "RUNNING", "CANCELED", "FINISHED"];
        var states = subtasks.ToHashSet(StringComparer.Ordinal);
        return order.FirstOrDefault(states.Contains) ?? "CREATED";
    }

    public static bool IsOver(JobState state) => state >= JobState.Finished;

    public static string Of(CheckpointProgress progress) => progress switch
    {
        CheckpointProgress.InProgress => "IN_PROGRESS",
        CheckpointProgress.Completed => "COMPLETED",
        CheckpointProgress.Failed => "FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(progress), progress, "Unknown progress of a checkpoint."),
    };

    /// <summary>How many there are of each state, 0 where there are none.</summary>
    public static Dictionary<string, int> Count(IReadOnlyList<string> states, IEnumerable<string> present)
    {
        var counts = states.ToDictionary(state => state, _ => 0, StringComparer.Ordinal);
        foreach (var state in present)
        {
            counts[state]++;
        }

        return counts;
    }

    public static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
