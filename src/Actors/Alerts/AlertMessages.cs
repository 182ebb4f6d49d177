using Akka.Actor;
using Weir.Actors.Jobs;

namespace Weir.Actors.Alerts;

/// <summary>Job master → leader: keep it, and tell it to whom the job's configuration names.</summary>
internal sealed record AlertRaised(JobAlert Alert, WebhookConfiguration? Webhook) : INoSerializationVerificationNeeded;

/// <summary>Time to evaluate the rules.</summary>
internal sealed record AlertsDue : INoSerializationVerificationNeeded
{
    public static readonly AlertsDue Instance = new();
}

/// <summary>Client → job manager: the latest alerts. Answered by <see cref="AlertList"/>.</summary>
/// <param name="JobId">Only this job's; null: those of all.</param>
internal sealed record ListAlerts(string? JobId = null) : IWireMessage;

/// <summary>Alerts, newest first.</summary>
internal sealed record AlertList(IReadOnlyList<JobAlert> Alerts) : IWireMessage;
