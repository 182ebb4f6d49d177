using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Host.Terminal;

namespace Weir.Host.Runs;

/// <summary>The last words about a job.</summary>
internal static class JobSummary
{
    public static string Of(JobResult result, RunRequest request, CheckpointingConfiguration checkpointing) =>
        Of(result, HowToGoOn(result.Status, request, checkpointing));

    /// <param name="result">How it ended.</param>
    /// <param name="howToGoOn">Said of one that was cancelled; may be empty.</param>
    public static string Of(JobResult result, string howToGoOn)
    {
        var status = result.Status;
        var figures = $"{Figures.Count(status.RecordsRead)} records in {Figures.Duration(status.Uptime)}, "
            + $"{Figures.Plural(status.CheckpointsCompleted, "checkpoint")}, {Figures.Plural(status.Restarts, "restart")}";
        return result.Outcome switch
        {
            JobOutcome.Finished => $"{status.JobName} finished: {figures}",
            JobOutcome.Cancelled => $"{status.JobName} cancelled: {figures}{howToGoOn}",
            _ => $"{status.JobName} failed: {figures}{Environment.NewLine}{Cause(result.Cause)}",
        };
    }

    private static string HowToGoOn(JobStatus status, RunRequest request, CheckpointingConfiguration checkpointing) =>
        checkpointing.Retention == CheckpointRetention.RetainOnCancellation && status.LastCheckpointId is { } id
            ? $"{Environment.NewLine}weir run {request.Job} --from latest … goes on from checkpoint {id}."
            : "";

    private static string Cause(FailureCause? cause) => cause switch
    {
        null => "The cause is not known.",
        { Detail: { Length: > 0 } detail } when detail.Contains(cause.Message, StringComparison.Ordinal) => detail,
        { Detail: { Length: > 0 } detail } => $"{cause}{Environment.NewLine}{detail}",
        _ => cause.ToString(),
    };
}
