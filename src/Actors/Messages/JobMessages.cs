using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

/// <summary>Client → job manager → job master: end the job now, without a final checkpoint.</summary>
internal sealed record CancelJob(string JobId);

/// <summary>Job master → job manager: the job is over.</summary>
internal sealed record JobEnded(string JobId, JobResult Result);

/// <summary>The job master's tick: tell the watcher the figures.</summary>
internal sealed record ReportStatus
{
    public static readonly ReportStatus Instance = new();
}

/// <summary>Job manager → client: a job master died without ending its job.</summary>
internal sealed record MasterGone(string JobId);
