using Akka.Actor;
using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

/// <summary>Job master → job manager → those who watch: the job is over.</summary>
internal sealed record JobEnded(string JobId, JobResult Result) : IWireMessage;

/// <summary>The job master's tick: tell those who watch the figures.</summary>
internal sealed record ReportStatus : INoSerializationVerificationNeeded
{
    public static readonly ReportStatus Instance = new();
}
