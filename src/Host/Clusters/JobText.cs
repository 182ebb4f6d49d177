using Weir.Actors.Jobs;

namespace Weir.Host.Clusters;

/// <summary>How a job's state is written.</summary>
internal static class JobText
{
    public static string State(JobState state) => state.ToString().ToLowerInvariant();

    public static bool IsOver(JobState state) => state is JobState.Finished or JobState.Cancelled or JobState.Failed;
}
