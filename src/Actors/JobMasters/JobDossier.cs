using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Graph;

namespace Weir.Actors.JobMasters;

/// <summary>
/// What those who watch over a job want to know of it: its history, fed with what its protocol takes and wants. Nothing of
/// the job depends on it.
/// </summary>
internal sealed class JobDossier
{
    private const int RecoveriesKept = 20;
    private const int PlacesKept = 100;

    private readonly JobSpecification _job;
    private readonly JobJournal _journal;
    private readonly MonotonicClock _clock;
    private readonly ExecutionHistory _executions;
    private readonly Queue<RecoveryEntry> _recoveries = new();
    private readonly Dictionary<int, string> _failurePlaces = [];
    private FailureCause? _cause;

    public JobDossier(JobSpecification job, JobJournal journal, MonotonicClock clock)
    {
        _job = job;
        _journal = journal;
        _clock = clock;
        Checkpointing = job.Checkpointing;
        _executions = new ExecutionHistory(job.Topology);
        _executions.Entered(JobState.Created, clock.Now);
        if (job.Former is { } former)
        {
            _recoveries = new(former.Recoveries);
            _failurePlaces = new(former.FailureNodes);
            foreach ((JobState state, DateTimeOffset at) in former.States)
            {
                _executions.Entered(state, at);
            }
        }
        Checkpoints = new CheckpointHistory(job.Topology, job.HistoryLength);
    }

    public CheckpointHistory Checkpoints { get; }

    /// <summary>As it is at present: some of it may change while the job runs.</summary>
    public CheckpointingConfiguration Checkpointing { get; set; }

    /// <summary>What the protocol is about to take.</summary>
    public void Note(ProtocolEvent happened)
    {
        switch (happened)
        {
            case SubtaskReported reported:
                _executions.Reported(reported.Subtask, reported.Attempt, reported.Status, _clock.Now);
                break;
            case SubtaskFailed failed:
                _executions.Failed(failed.Subtask, failed.Attempt, _clock.Now);
                break;
        }
    }

    /// <summary>What the protocol wants.</summary>
    public void Note(ProtocolEffect effect)
    {
        switch (effect)
        {
            case ReportTriggered triggered:
                Checkpoints.Triggered(triggered, _clock.Now);
                break;
            case TriggerSources { Options.Savepoint: { } savepoint } trigger:
                Checkpoints.IsSavepoint(trigger.CheckpointId, savepoint.Format);
                break;
            case ReportAcknowledged acknowledged:
                Checkpoints.Acknowledged(acknowledged, _clock.Now);
                break;
            case ReportCompleted completed:
                Checkpoints.Completed(completed, PathOf(completed.Location ?? _job.Storage.LocationOf(_job.JobId, completed.CheckpointId).Directory), _clock.Now);
                break;
            case ReportFailed failed:
                Checkpoints.Failed(failed, _clock.Now);
                break;
            case DropCheckpoint drop:
                Checkpoints.Discarded(drop.CheckpointId);
                break;
            case RecordFailure { Failure: { Subtasks: [var first, ..] } failure }:
                _failurePlaces[failure.Number] = _executions.Of(first).Node;
                _failurePlaces.Remove(failure.Number - PlacesKept);
                break;
            case RecordRecovery recovery:
                _recoveries.Enqueue(recovery.Recovery);
                if (_recoveries.Count > RecoveriesKept)
                {
                    _recoveries.Dequeue();
                }

                break;
            case JobStateChanged changed:
                _executions.Entered(changed.To, _clock.Now);
                break;
            case CompleteJob complete:
                _cause = complete.Cause;
                break;
        }
    }

    public void NoteDeployed(SubtaskId subtask, Attempt attempt, string node) => _executions.Deployed(subtask, attempt, node, _clock.Now);

    /// <param name="checkpointId">The checkpoint's id.</param>
    /// <param name="directory">Where it is.</param>
    /// <param name="isSavepoint">Whether it is a savepoint.</param>
    public void NoteRestored(long checkpointId, string directory, bool isSavepoint) =>
        Checkpoints.RestoredFrom(new RestoredFacts(checkpointId, _clock.Now, PathOf(directory), isSavepoint));

    /// <param name="protocol">The job's.</param>
    /// <param name="activities">What the subtasks said of themselves last.</param>
    public JobInspection Inspect(JobProtocol protocol, IReadOnlyDictionary<SubtaskId, SubtaskActivity> activities)
    {
        JobStatus status = _journal.Current(protocol);
        return new JobInspection
        {
            Status = status,
            SubmittedAt = _job.SubmittedAt,
            EndedAt = status.State >= JobState.Finished ? _executions.States.GetValueOrDefault(status.State, _clock.Now) : null,
            Now = _clock.Now,
            States = new Dictionary<JobState, DateTimeOffset>(_executions.States),
            Vertices = [.. _job.Graph.Vertices.Select(vertex => Inspect(vertex, protocol, activities))],
            Edges =
            [
                .. _job.Graph.Edges.Select(edge => new EdgeInspection(new VertexId(edge.Source.Id), new VertexId(edge.Target.Id), edge.Partitioning)),
            ],
            Failures = [.. _journal.Failures.Select(failure => failure with { Node = _failurePlaces.GetValueOrDefault(failure.Number, "") })],
            Recoveries = [.. _recoveries],
            Cause = _cause,
            Checkpointing = Inspect(Checkpointing, _job.Blueprint.StateBackend),
        };
    }

    public CheckpointsInspection InspectCheckpoints()
    {
        return new CheckpointsInspection(
            Checkpoints.Counts,
            Checkpoints.Spreads,
            Brief(Checkpoints.LatestCompleted),
            Brief(Checkpoints.LatestSavepoint),
            Brief(Checkpoints.LatestFailed),
            Checkpoints.Restored,
            [.. Checkpoints.Latest.Select(facts => Brief(facts)!)]);

        static CheckpointFacts? Brief(CheckpointFacts? facts) => facts is null ? null : facts with { Vertices = [] };
    }

    /// <summary>For the time after the job.</summary>
    public ArchivedJob Archive(JobProtocol protocol) => new(
        Inspect(protocol, new Dictionary<SubtaskId, SubtaskActivity>()), InspectCheckpoints(), [.. Checkpoints.Latest]);

    /// <summary>For the master that goes on with the job.</summary>
    public FormerRun Leave(JobProtocol protocol, JobAlerts alerts, RescaleFacts rescale) => new(
        protocol.Job.AsPredecessor(),
        _journal.Current(protocol),
        _journal.StartedAt,

        // Subtasks of this graph: in another one they may be none, or others.
        [.. _journal.Failures.Select(failure => failure with { Subtasks = [] })],
        new Dictionary<int, string>(_failurePlaces),
        [.. _recoveries],
        new Dictionary<JobState, DateTimeOffset>(_executions.States),
        alerts)
    {
        Rescale = rescale,
    };

    private VertexInspection Inspect(JobVertex vertex, JobProtocol protocol, IReadOnlyDictionary<SubtaskId, SubtaskActivity> activities) => new(
        new VertexId(vertex.Id),
        vertex.Uid,
        vertex.Name,
        [.. vertex.Nodes.Select(node => node.Name)],
        vertex.MaxParallelism,
        vertex.IsSource,
        [.. Enumerable.Range(0, vertex.Parallelism).Select(index => Inspect(new SubtaskId(vertex.Id, index), protocol, activities))])
    {
        Uids = [.. vertex.Nodes.Select(node => node.Uid)],
    };

    private SubtaskInspection Inspect(SubtaskId subtask, JobProtocol protocol, IReadOnlyDictionary<SubtaskId, SubtaskActivity> activities)
    {
        SubtaskExecution execution = _executions.Of(subtask);
        SubtaskStatus status = protocol.Job.StatusOf(subtask);
        bool isWaiting = execution.Attempt == Attempt.None || (status == SubtaskStatus.Stopped && protocol.Job.State < JobState.Finishing);
        (long recordsIn, long recordsOut) = _journal.RecordsOf(subtask, execution.Attempt);
        return new SubtaskInspection(isWaiting ? null : status, execution, recordsIn, recordsOut)
        {
            Activity = !isWaiting && activities.TryGetValue(subtask, out SubtaskActivity? activity) ? activity : null,
        };
    }

    private static CheckpointingInspection Inspect(CheckpointingConfiguration checkpointing, Operators.Streams.StateBackend backend) => new()
    {
        IsExactlyOnce = checkpointing.IsExactlyOnce,
        Interval = checkpointing.Interval,
        Timeout = checkpointing.Timeout,
        MinimumPause = checkpointing.MinimumPause,
        MaximumConcurrent = checkpointing.MaximumConcurrent,
        TolerableFailures = checkpointing.TolerableFailures,
        IsKeptWhenFailed = checkpointing.Retention != CheckpointRetention.NoExternalized,
        IsKeptWhenCancelled = checkpointing.Retention == CheckpointRetention.RetainOnCancellation,
        IsUnaligned = checkpointing.Unaligned,
        AlignedTimeout = checkpointing.AlignedTimeout,
        MaximumInFlightBytes = checkpointing.MaximumInFlightBytes,
        AfterTasksFinish = checkpointing.AfterTasksFinish,
        IsIncremental = checkpointing.Incremental,
        IsLocalRecovery = checkpointing.LocalRecovery,
        StateBackend = backend,
        StorageDirectory = checkpointing.StorageDirectory,
        Restart = checkpointing.Restart.Name,
    };

    /// <summary>Without a folder checkpoints are in memory, where no path leads.</summary>
    private string PathOf(string directory) =>
        _job.Checkpointing.StorageDirectory is { } root ? Path.GetFullPath(directory, Path.GetFullPath(root)) : directory;
}
