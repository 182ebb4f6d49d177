using Akka.Actor;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Registry;

namespace Weir.Actors.JobMasters;

// Between a job master and the job manager that it is a child of.

/// <summary>Job master → job manager: make these facts durable.</summary>
/// <param name="Facts">All or none of them.</param>
/// <param name="Recorded">Completed when they are; never, if the leader is none any more.</param>
internal sealed record RecordFacts(IReadOnlyList<RegistryFact> Facts, TaskCompletionSource Recorded) : INoSerializationVerificationNeeded;

/// <summary>Job manager → job master: the job has its slots, and here they are.</summary>
internal sealed record SlotsPlaced(SlotsGranted Granted, IReadOnlyList<SlotPlace> Places) : INoSerializationVerificationNeeded;

/// <summary>Job manager → job master: instead of its slots; the job fails, for good.</summary>
internal sealed record JobGivenUp(FailureCause Cause) : INoSerializationVerificationNeeded;

/// <summary>Job manager → job master: the settings that may change while a job runs are these from now on.</summary>
internal sealed record JobReconfigured(CheckpointingConfiguration Checkpointing) : INoSerializationVerificationNeeded;

/// <summary>Job manager → job master: the job is to go on at another parallelism, which is planned.</summary>
internal sealed record BeginRescale(RescaleFacts Facts) : INoSerializationVerificationNeeded;

/// <summary>Job master → job manager: it is not; nothing has been touched.</summary>
internal sealed record RescaleRejected(string JobId, string Reason) : INoSerializationVerificationNeeded;

/// <summary>Job master → job manager: nothing of the job runs any more, and nothing of its checkpoints is under way.</summary>
internal sealed record JobHandedOver(string JobId, FormerRun Former) : INoSerializationVerificationNeeded;

/// <summary>Job manager → job master: another master has the job now, and is told what comes for it.</summary>
internal sealed record HandOverTaken : INoSerializationVerificationNeeded
{
    public static readonly HandOverTaken Instance = new();
}

/// <summary>Job master → job manager: the job that was handed over runs at its new parallelism.</summary>
/// <param name="JobId">The job.</param>
/// <param name="CheckpointId">With the state of which checkpoint; null: none.</param>
internal sealed record RescaledJobRuns(string JobId, long? CheckpointId) : INoSerializationVerificationNeeded;

/// <summary>Where a slot is.</summary>
/// <param name="Id">The task manager's registration.</param>
/// <param name="TaskManager">The task manager.</param>
/// <param name="Node">Its node.</param>
internal sealed record SlotPlace(TaskManagerId Id, IActorRef TaskManager, Address Node);

/// <summary>Job master → job manager: the job is over, and all it left behind is tidied up.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Archived">What is remembered of it.</param>
internal sealed record JobOver(string JobId, JobResult Result, ArchivedJob Archived) : INoSerializationVerificationNeeded;

/// <summary>Job manager → job master: that is noted. Those who watch may hear it, and the master is needed no longer.</summary>
internal sealed record JobClosed(JobResult Result) : INoSerializationVerificationNeeded;
