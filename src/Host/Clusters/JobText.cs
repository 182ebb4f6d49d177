using Weir.Actors.Jobs;

namespace Weir.Host.Clusters;

/// <summary>How a job's state is written.</summary>
internal static class JobText
{
    public static string State(JobState state) => state.ToString().ToLowerInvariant();

    /// <summary>Where a looked up value comes from.</summary>
    public static string Source(StateAnswer answer) => answer.CheckpointId is { } id ? $"as of checkpoint {id}, {answer.At:u}" : $"live, {answer.At:u}";

    public static bool IsOver(JobState state) => state is JobState.Finished or JobState.Cancelled or JobState.Failed;
}
