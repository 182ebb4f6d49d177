using Akka.Actor;
using Weir.Actors.JobMasters;
using Weir.Actors.Messages;
using Weir.Actors.Slots;

namespace Weir.Actors.JobManagers;

// What a job manager tells itself.

/// <summary>A submission can run.</summary>
internal sealed record SubmissionPlanned(SubmitJob Submission, PlannedJob Planned) : INoSerializationVerificationNeeded;

/// <summary>A submission cannot run.</summary>
internal sealed record SubmissionFailed(SubmitJob Submission, Exception Error) : INoSerializationVerificationNeeded;

/// <summary>A job of an earlier leader can go on.</summary>
internal sealed record JobResumed(string JobId, JobSpecification Job) : INoSerializationVerificationNeeded;

/// <summary>A job of an earlier leader cannot go on now.</summary>
internal sealed record JobNotResumed(string JobId, Exception Error) : INoSerializationVerificationNeeded;

/// <summary>It is time to try that job again.</summary>
internal sealed record ResumeAgain(string JobId) : INoSerializationVerificationNeeded;

/// <summary>A job can go on at another parallelism.</summary>
internal sealed record RescalePlanned(string JobId, JobRescale Rescale, JobSpecification Plan) : INoSerializationVerificationNeeded;

/// <summary>A job cannot go on at another parallelism.</summary>
internal sealed record RescaleNotPlanned(string JobId, JobRescale Rescale, Exception Error) : INoSerializationVerificationNeeded;

/// <summary>A rescaled job may have waited for slots for long enough.</summary>
internal sealed record RescaleLacksSlots(string JobId) : INoSerializationVerificationNeeded;

/// <summary>There may have been more slots for long enough.</summary>
internal sealed record LookAtSlots(string JobId) : INoSerializationVerificationNeeded;

/// <summary>A job master has ended.</summary>
internal sealed record MasterStopped(string JobId, IActorRef Master) : INoSerializationVerificationNeeded;

/// <summary>Job manager → its parent: another leader has taken over, so there is no hurry to start again.</summary>
internal sealed record Overthrown : INoSerializationVerificationNeeded
{
    public static readonly Overthrown Instance = new();
}

/// <summary>What happened to the task managers, from one who watches over the nodes.</summary>
internal sealed record PoolHappened(PoolEvent Event) : INoSerializationVerificationNeeded;
