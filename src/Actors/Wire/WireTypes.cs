using System.Collections.Frozen;
using Weir.Actors.Alerts;
using Weir.Actors.Artifacts;
using Weir.Actors.Coordination;
using Weir.Actors.History;
using Weir.Actors.JobManagers;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Registry;

namespace Weir.Actors.Wire;

/// <summary>Everything that may cross nodes, and nothing else is read from the network or the journal.</summary>
internal static class WireTypes
{
    /// <summary>Raised when messages change so that the version before would not understand them; nodes of different ones do not work together.</summary>
    public const int Version = 1;

    public static readonly IReadOnlyList<WireType> All =
    [
        // Clients and the job manager.
        WireType.Record<SubmitJob>("submit-job"),
        WireType.Record<JobAccepted>("job-accepted"),
        WireType.Record<SubmissionRefused>("submission-refused"),
        WireType.Record<ListJobs>("list-jobs"),
        WireType.Record<JobList>("job-list"),
        WireType.Record<ListTaskManagers>("list-task-managers"),
        WireType.Record<TaskManagerList>("task-manager-list"),
        WireType.Record<ConfigureJob>("configure-job"),
        WireType.Record<ConfigureAnswer>("configure-answer"),
        WireType.Record<RescaleJob>("rescale-job"),
        WireType.Record<RescaleAnswer>("rescale-answer"),
        WireType.Record<QueryState>("query-state"),
        WireType.Record<StateAnswer>("state-answer"),
        WireType.Record<StateRefused>("state-refused"),
        WireType.Record<PeekState>("peek-state"),
        WireType.Record<ListAlerts>("list-alerts"),
        WireType.Record<AlertList>("alert-list"),
        WireType.Record<DescribeJob>("describe-job"),
        WireType.Record<JobDescription>("job-description"),
        WireType.Record<NoSuchJob>("no-such-job"),
        WireType.Record<WatchJob>("watch-job"),
        WireType.Record<UnwatchJob>("unwatch-job"),
        WireType.Record<CancelJob>("cancel-job"),
        WireType.Record<CancelHeard>("cancel-heard"),
        WireType.Record<TriggerNow>("trigger-now"),
        WireType.Record<CheckpointAnswer>("checkpoint-answer"),
        WireType.Record<WhoLeads>("who-leads"),
        WireType.Record<LeaderIs>("leader-is"),
        WireType.Record<TriggerSavepoint>("trigger-savepoint"),
        WireType.Record<SavepointAnswer>("savepoint-answer"),
        WireType.Record<DisposeSavepoint>("dispose-savepoint"),
        WireType.Record<SavepointDisposed>("savepoint-disposed"),
        WireType.Record<InjectFailure>("inject-failure"),
        WireType.Record<InjectionAnswer>("injection-answer"),
        WireType.Record<ShutDownCluster>("shut-down-cluster"),
        WireType.Record<ClusterShutsDown>("cluster-shuts-down"),
        WireType.Record<ClusterEnds>("cluster-ends"),
        WireType.Record<JobStatus>("job-status"),
        WireType.Record<JobEnded>("job-ended"),
        WireType.Record<JobNews.StateChanged>("news-state-changed"),
        WireType.Record<JobNews.Deploying>("news-deploying"),
        WireType.Record<JobNews.CheckpointCompleted>("news-checkpoint-completed"),
        WireType.Record<JobNews.SavepointCompleted>("news-savepoint-completed"),
        WireType.Record<JobNews.CheckpointFailed>("news-checkpoint-failed"),
        WireType.Record<JobNews.Failed>("news-failed"),
        WireType.Record<JobNews.Recovered>("news-recovered"),
        WireType.Record<JobNews.AlertChanged>("news-alert-changed"),
        WireType.Record<JobNews.OutcomeNotRecorded>("news-outcome-not-recorded"),
        WireType.Record<JobNews.Skipped>("news-skipped"),
        WireType.Record<JobNews.WaitingForSlots>("news-waiting-for-slots"),
        WireType.Record<JobNews.Relocating>("news-relocating"),
        WireType.Record<JobNews.Relocated>("news-relocated"),
        WireType.Record<JobNews.TakenOver>("news-taken-over"),
        WireType.Record<JobNews.Rescaling>("news-rescaling"),
        WireType.Record<JobNews.Rescaled>("news-rescaled"),

        // Those who watch over jobs, and the job manager.
        WireType.Record<InspectJobs>("inspect-jobs"),
        WireType.Record<JobsInspection>("jobs-inspection"),
        WireType.Record<InspectArtifactUse>("inspect-artifact-use"),
        WireType.Record<ArtifactUse>("artifact-use"),
        WireType.Record<InspectJob>("inspect-job"),
        WireType.Record<JobInspection>("job-inspection"),
        WireType.Record<InspectCheckpoints>("inspect-checkpoints"),
        WireType.Record<CheckpointsInspection>("checkpoints-inspection"),
        WireType.Record<InspectCheckpoint>("inspect-checkpoint"),
        WireType.Record<CheckpointInspection>("checkpoint-inspection"),
        WireType.Record<NoteOperation>("note-operation"),
        WireType.Record<OperationNoted>("operation-noted"),
        WireType.Record<FindOperation>("find-operation"),
        WireType.Record<OperationState>("operation-state"),
        WireType.Record<HistorySnapshot>(HistorySnapshot.Manifest),

        // Clients and the receivers of artifacts.
        WireType.Record<BeginArtifact>("begin-artifact"),
        WireType.Binary<ArtifactChunk>("artifact-chunk", ArtifactChunkFormat.Write, ArtifactChunkFormat.Read),
        WireType.Record<ArtifactPosition>("artifact-position"),
        WireType.Record<ArtifactRefused>("artifact-refused"),
        WireType.Record<ArtifactUnavailable>("artifact-unavailable"),

        // Task managers and the job manager.
        WireType.Record<RegisterTaskManager>("register-task-manager"),
        WireType.Record<TaskManagerRegistered>("task-manager-registered"),
        WireType.Record<TaskManagerHeartbeat>("task-manager-heartbeat"),
        WireType.Record<HeartbeatHeard>("heartbeat-heard"),
        WireType.Record<RegistrationVoid>("registration-void"),
        WireType.Record<TaskManagerLeaves>("task-manager-leaves"),
        WireType.Record<TaskManagerFails>("task-manager-fails"),
        WireType.Record<LeaveHeard>("leave-heard"),
        WireType.Record<DropLocalState>("drop-local-state"),

        // Job masters, task managers and subtasks.
        WireType.Record<DeploySubtask>("deploy-subtask"),
        WireType.Record<StopSubtask>("stop-subtask"),
        WireType.Record<AskSubtask>("ask-subtask"),
        WireType.Record<SubtaskReported>("subtask-reported"),
        WireType.Record<SubtaskFailed>("subtask-failed"),
        WireType.Record<SubtaskFigures>("subtask-figures"),
        WireType.Record<SplitsRequested>("splits-requested"),
        WireType.Record<SplitsAssigned>("splits-assigned"),
        WireType.Record<NoMoreSplits>("no-more-splits"),
        WireType.Record<TriggerCheckpoint>("trigger-checkpoint"),
        WireType.Record<EndSource>("end-source"),
        WireType.Record<AskSnapshot>("ask-snapshot"),
        WireType.Record<SnapshotAcknowledged>("snapshot-acknowledged"),
        WireType.Record<SnapshotDeclined>("snapshot-declined"),
        WireType.Record<CheckpointCompleted>("checkpoint-completed"),
        WireType.Record<CheckpointAborted>("checkpoint-aborted"),

        // The journal.
        WireType.Record<JobPayload>(JobPayload.Manifest),
        WireType.Binary("registry-fact", RegistryFormat.Write, static bytes => RegistryFormat.ReadFact(bytes.Span)),
        WireType.Binary("registry-snapshot", RegistryFormat.Write, static bytes => RegistryFormat.ReadSnapshot(bytes.Span)),
    ];

    private static readonly FrozenDictionary<string, WireType> ByManifest = All.ToFrozenDictionary(type => type.Manifest, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, WireType> ByType = All.ToFrozenDictionary(type => type.Type);

    /// <summary>Null when it is none of them.</summary>
    public static WireType? Find(string manifest) => ByManifest.GetValueOrDefault(manifest);

    /// <summary>Null when it is none of them.</summary>
    public static WireType? Find(Type type)
    {
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (ByType.TryGetValue(level, out WireType? found))
            {
                return found;
            }
        }

        return null;
    }
}
