using System.Text;
using Akka.Actor;
using Weir.Actors.Messages;
using Weir.Host.Terminal;

namespace Weir.Host.Clusters;

/// <summary>What <c>weir info</c> prints for people.</summary>
internal static class JobDetails
{
    public static string Of(JobDescription job)
    {
        var status = job.Status;
        var text = new StringBuilder();
        text.AppendLine($"{status.JobName} {JobText.State(status.State)}");
        Line(text, "id", status.JobId);
        Line(text, "submitted", $"{job.SubmittedAt.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z, {Figures.Duration(status.Uptime)} ago");
        Line(text, "records read", Figures.Count(status.RecordsRead));
        Line(text, "checkpoints", Checkpoints(job));
        Line(text, "restarts", Figures.Count(status.Restarts));
        if (job.Cause is { } cause)
        {
            Line(text, "failed", cause.ToString());
        }

        AppendPlaces(text, job);
        AppendFailures(text, job);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine($"  {name,-14}{value.ReplaceLineEndings(" ")}");

    private static string Checkpoints(JobDescription job)
    {
        var status = job.Status;
        var last = status.LastCheckpointId is { } id ? $", last {id} ({Figures.Duration(status.LastCheckpointDuration)}, {Figures.Size(status.LastCheckpointBytes)})" : "";
        var kept = job.Checkpoints.Count > 0 ? $", kept {string.Join(", ", job.Checkpoints)}" : "";
        return $"{Figures.Count(status.CheckpointsCompleted)} completed, {Figures.Count(status.CheckpointsFailed)} failed{last}{kept}";
    }

    private static void AppendPlaces(StringBuilder text, JobDescription job)
    {
        if (job.Places.Count == 0)
        {
            return;
        }

        var table = new TextTable("SUBTASK", "STATUS", "NODE");
        foreach (var place in job.Places)
        {
            table.Add(place.Name, place.Status.ToString().ToLowerInvariant(), place.Node.Length == 0 ? "-" : Place(place.Node));
        }

        text.AppendLine().Append(table);
        if (job.PlacesLeftOut > 0)
        {
            text.AppendLine($"and {Figures.Count(job.PlacesLeftOut)} more subtasks, which do not fit into one answer (akka.remote.dot-netty.tcp.maximum-frame-size)");
        }
    }

    /// <summary>HOST:PORT, as nodes are named everywhere else.</summary>
    private static string Place(string node) => Address.Parse(node) is { Host: not null, Port: not null } address ? $"{address.Host}:{address.Port}" : node;

    private static void AppendFailures(StringBuilder text, JobDescription job)
    {
        if (job.Failures.Count == 0)
        {
            return;
        }

        var table = new TextTable("FAILURE", "WHAT FOLLOWED", "CAUSE");
        foreach (var failure in job.Failures)
        {
            table.Add(Figures.Count(failure.Number), failure.Decision, failure.Cause.Message.ReplaceLineEndings(" "));
        }

        text.AppendLine().Append(table);
    }
}
