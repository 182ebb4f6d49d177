using Weir.Actors.Alerts;
using Weir.Actors.Jobs;
using Weir.Host.Progress;
using Weir.Host.Terminal;

namespace Weir.Host.Runs;

/// <summary>What of a job's news is worth a line.</summary>
internal static class JobNewsText
{
    /// <summary>Writes the news that are worth a line to a display.</summary>
    public static Action<JobNews> To(ProgressDisplay display) => news =>
    {
        if (Of(news) is { } line)
        {
            display.Note(line);
        }
    };

    /// <summary>Null for what the progress display shows anyway.</summary>
    public static string? Of(JobNews news) => news switch
    {
        JobNews.Deploying { Attempt: 1, RestoreFrom: { } id } => $"Goes on from checkpoint {id}",
        JobNews.Failed failed => Failed(failed),
        JobNews.Recovered recovered => Recovered(recovered),
        JobNews.WaitingForSlots waiting => $"Waiting for {Figures.Plural(waiting.Lacking, "more slot")}: {OneLine(waiting.Message)}",
        JobNews.SavepointCompleted savepoint => $"Savepoint {savepoint.CheckpointId} is complete: {savepoint.Path}",
        JobNews.Rescaling rescaling => rescaling.CheckpointId is { } taken
            ? $"Going {rescaling.Change}, after checkpoint {taken}"
            : $"Going {rescaling.Change}, without a checkpoint for it: {OneLine(rescaling.Message)}",
        JobNews.Rescaled rescaled => $"Runs at parallelism {rescaled.To}, was {rescaled.From}, after {Figures.Duration(rescaled.Duration)}",
        JobNews.Relocating relocating => relocating.CheckpointId is { } last
            ? $"Moving to other nodes, after checkpoint {last}"
            : $"Moving to other nodes, without a checkpoint for it: {OneLine(relocating.Message)}",
        JobNews.Relocated relocated => $"Moved to other nodes in {Figures.Duration(relocated.Recovery.Total)}",
        JobNews.Skipped skipped => string.Join(
            Environment.NewLine,
            skipped.Checkpoints.Select(checkpoint => $"Error: checkpoint {checkpoint.CheckpointId} can't be read and is skipped: {OneLine(checkpoint.Reason)}")),

        // The failure of a task ends every checkpoint under way, and is told itself.
        JobNews.OutcomeNotRecorded unrecorded => $"Warning: the end of the job could not be recorded, its checkpoints are kept: {OneLine(unrecorded.Problem.Message)}",
        JobNews.CheckpointFailed { CheckpointId: { } id, Reason: not "task-failure" } failed => $"Warning: checkpoint {id} failed ({failed.Reason}): {OneLine(failed.Message)}",
        JobNews.AlertChanged { Alert: { IsFiring: true } alert } => $"Alert {alert.Rule.Text()}: {OneLine(alert.Message)}",
        JobNews.AlertChanged { Alert: var alert } => $"Alert {alert.Rule.Text()} is over: {OneLine(alert.Message)}",
        _ => null,
    };

    private static string Failed(JobNews.Failed news)
    {
        var failure = news.Failure;
        var where = news.Subtasks.Length > 0 ? $"{news.Subtasks}: " : "";
        var next = failure.RestartDelay is { } delay ? $"restarting in {Figures.Duration(delay)} ({failure.Decision})" : $"giving up ({failure.Decision})";
        return $"Failure {failure.Number}: {where}{OneLine(failure.Cause.Message)}; {next}";
    }

    private static string Recovered(JobNews.Recovered news)
    {
        var from = news.Recovery.RestoredCheckpoint is { } id ? $"from checkpoint {id}" : "from the beginning: there is no checkpoint yet";
        return $"Recovered from failure {news.Recovery.Number} {from}, in {Figures.Duration(news.Recovery.Total)}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
