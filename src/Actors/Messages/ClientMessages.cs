using Akka.Actor;
using Weir.Actors.Artifacts;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Slots;
using Weir.State;

namespace Weir.Actors.Messages;

/// <summary>Client → job manager: run this job. Answered by <see cref="JobAccepted"/> or <see cref="SubmissionRefused"/>.</summary>
internal sealed record SubmitJob : IWireMessage
{
    /// <summary>Made by the client. Submitted again with the same, as after a lost answer, it is the same job, and not a second one.</summary>
    public string SubmissionId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>By which the job is found again; its code may set another.</summary>
    public required string JobName { get; init; }

    /// <summary>Where every node finds the job's code.</summary>
    public required JobSource Source { get; init; }

    /// <summary>What follows <c>--</c> on the command line; for the job.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Overrides the parallelism that the job and the configuration give; null keeps it.</summary>
    public int? Parallelism { get; init; }

    public RestoreFrom RestoreFrom { get; init; } = RestoreFrom.Nothing;

    /// <summary>State of operators that the job has not is left behind; else the job is refused.</summary>
    public bool AllowsNonRestoredState { get; init; }

    /// <summary>HOCON of this job alone, over the cluster's and over what the job's code sets; may be empty.</summary>
    public string Overrides { get; init; } = "";

    /// <summary>The fingerprint of the graph that the client has built from the same code; null: it has built none.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>If a job of this name runs, or is being started, then that one is meant, and nothing of this is looked at.</summary>
    public bool FindsRunning { get; init; }

    /// <summary>Hears the job from the first on, as with <see cref="WatchJob"/>; null: nobody.</summary>
    public IActorRef? Watcher { get; init; }
}

/// <summary>Job manager → client: the job is on its way.</summary>
internal sealed record JobAccepted(string JobId, JobStatus Status, JobShape Shape) : IWireMessage;

/// <summary>Job manager → client: nothing has been started or written.</summary>
/// <param name="Kind">Which exception the client throws.</param>
/// <param name="Cause">What was wrong, and where.</param>
internal sealed record SubmissionRefused(RefusalKind Kind, FailureCause Cause) : IWireMessage;

/// <summary>Why a job was not started.</summary>
internal enum RefusalKind
{
    /// <summary>The job's code, its arguments, or a place that it reads from or writes to.</summary>
    Job,

    /// <summary>The latest job of that name has finished: there is nothing to go on with.</summary>
    AlreadyFinished,

    /// <summary>The job would go on without state that it had.</summary>
    WouldLoseState,

    /// <summary>A value of the configuration.</summary>
    Configuration,

    /// <summary>The checkpoint storage; or another process runs the job.</summary>
    Storage,

    /// <summary>What is in the checkpoint storage is damaged.</summary>
    CorruptState,
}

/// <summary>Client → job manager: which jobs are there? Answered by <see cref="JobList"/>.</summary>
internal sealed record ListJobs : IWireMessage
{
    public static readonly ListJobs Instance = new();
}

/// <summary>The jobs that the job manager knows, running and ended, in the order in which they were submitted.</summary>
internal sealed record JobList(IReadOnlyList<JobStatus> Jobs) : IWireMessage;

/// <summary>Client → job manager: which task managers are there? Answered by <see cref="TaskManagerList"/>.</summary>
internal sealed record ListTaskManagers : IWireMessage
{
    public static readonly ListTaskManagers Instance = new();
}

/// <summary>The task managers that are registered with the leader.</summary>
internal sealed record TaskManagerList(IReadOnlyList<TaskManagerStatus> TaskManagers) : IWireMessage;

/// <summary>Client → job manager: all about one job. Answered by <see cref="JobDescription"/> or <see cref="NoSuchJob"/>.</summary>
internal sealed record DescribeJob(string JobId) : IWireMessage;

/// <summary>All about one job.</summary>
/// <param name="Status">Its figures.</param>
/// <param name="SubmittedAt">By the clock of the leader that accepted it.</param>
/// <param name="Shape">Its vertices and edges; null when its graph is not there, as of a job that ended under an earlier leader.</param>
/// <param name="Places">Where its subtasks run, as far as they do.</param>
/// <param name="Checkpoints">The completed checkpoints that count, oldest first.</param>
/// <param name="Failures">The latest failures, oldest first.</param>
/// <param name="Cause">Why it failed for good.</param>
internal sealed record JobDescription(
    JobStatus Status,
    DateTimeOffset SubmittedAt,
    JobShape? Shape,
    IReadOnlyList<SubtaskPlace> Places,
    IReadOnlyList<long> Checkpoints,
    IReadOnlyList<FailureEntry> Failures,
    FailureCause? Cause) : IWireMessage
{
    /// <summary>How many subtasks <see cref="Places"/> should have besides, and does not: they would not fit into one message.</summary>
    public int PlacesLeftOut { get; init; }
}

/// <summary>Where a subtask runs.</summary>
/// <param name="Name">For people: "count (2/4)".</param>
/// <param name="Node">The node's address; empty: nowhere at present.</param>
internal sealed record SubtaskPlace(SubtaskId Subtask, string Name, SubtaskStatus Status, string Node);

/// <summary>Job manager → client: there is no such job, or it has ended and is forgotten.</summary>
internal sealed record NoSuchJob(string JobId, string Message) : IWireMessage;

/// <summary>
/// Client → job manager: this actor wants to hear of the job: its <see cref="JobStatus"/> now and whenever it changes, its
/// news, and at last <see cref="JobEnded"/>; or <see cref="NoSuchJob"/>. Said again to a new leader, it goes on there.
/// </summary>
internal sealed record WatchJob(string JobId, IActorRef Watcher) : IWireMessage;

/// <summary>Client → job manager: this actor has heard enough of the job.</summary>
internal sealed record UnwatchJob(string JobId, IActorRef Watcher) : IWireMessage;

/// <summary>
/// Client → job manager → job master: end the job now, without a final checkpoint. Answered by <see cref="CancelHeard"/> or <see cref="NoSuchJob"/>; to be
/// said again until the job has ended, for a leader that comes between knows nothing of it.
/// </summary>
internal sealed record CancelJob(string JobId) : IWireMessage;

/// <summary>Job manager → client: whoever leads now knows that the job is to end, or it has ended.</summary>
internal sealed record CancelHeard(string JobId) : IWireMessage;

/// <summary>Client → job manager → job master: take a checkpoint now; answered by <see cref="CheckpointAnswer"/>.</summary>
internal sealed record TriggerNow(string JobId) : IWireMessage;

/// <summary>
/// Client → job manager → job master: take a savepoint now, and stop the job with it if that is wanted; answered by
/// <see cref="SavepointAnswer"/> when it is complete (a job that is stopped ends a little later), or by <see cref="NoSuchJob"/>.
/// </summary>
/// <param name="JobId">The job.</param>
/// <param name="Directory">The folder in which the savepoint's own is made, as all nodes see it; null: weir.checkpointing.savepoint.dir.</param>
/// <param name="Format">How state is written.</param>
/// <param name="Stop">What becomes of the job.</param>
internal sealed record TriggerSavepoint(
    string JobId, string? Directory = null, SavepointFormat Format = SavepointFormat.Canonical, StopMode Stop = StopMode.None) : IWireMessage;

/// <summary>What became of a <see cref="TriggerSavepoint"/>.</summary>
/// <param name="CheckpointId">Its id; null: it was not taken, or not completed. If the job was to stop, it goes on.</param>
/// <param name="Location">Its folder.</param>
/// <param name="Reason">The reason's name if it was not completed.</param>
/// <param name="Message">The reason in words.</param>
internal sealed record SavepointAnswer(long? CheckpointId, string? Location, string Reason, string Message) : IWireMessage;

/// <summary>Client → job manager: delete the savepoint in this folder; answered by <see cref="SavepointDisposed"/>.</summary>
internal sealed record DisposeSavepoint(string Path) : IWireMessage;

/// <summary>What became of a <see cref="DisposeSavepoint"/>.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Problem">Why it is still there; null: it is deleted.</param>
internal sealed record SavepointDisposed(string Path, string? Problem) : IWireMessage;

/// <summary>What became of a <see cref="TriggerNow"/>.</summary>
/// <param name="CheckpointId">Null: it was not taken, or not completed.</param>
/// <param name="Reason">The reason's name then.</param>
/// <param name="Message">The reason in words.</param>
internal sealed record CheckpointAnswer(long? CheckpointId, string Reason, string Message) : IWireMessage
{
    /// <summary>The reason when it may have been taken, and even completed: the one who was to say so is gone.</summary>
    public const string Unknown = "unknown";
}

/// <summary>Anybody → job manager: which leader are you? Answered by <see cref="LeaderIs"/>.</summary>
internal sealed record WhoLeads : IWireMessage
{
    public static readonly WhoLeads Instance = new();
}

/// <summary>The leader at present.</summary>
/// <param name="Epoch">Its own; a later leader has a higher one.</param>
/// <param name="Node">Where it is, for people.</param>
internal sealed record LeaderIs(long Epoch, string Node) : IWireMessage;

/// <summary>Job manager → client: what becomes of an <see cref="InjectFailure"/>.</summary>
/// <param name="Problem">Null: it goes to the subtask.</param>
internal sealed record InjectionAnswer(string? Problem) : IWireMessage;
