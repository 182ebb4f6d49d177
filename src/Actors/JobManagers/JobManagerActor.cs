using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Weir.Actors.Alerts;
using Weir.Actors.Deployments;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Metrics;
using Weir.Actors.Persistence;
using Weir.Actors.Registry;
using Weir.Actors.Slots;
using Weir.State;

namespace Weir.Actors.JobManagers;

/// <summary>
/// The leader of a cluster, of which there is one at a time: the shell of the <see cref="JobRegistry"/>, which it makes
/// durable, and of the pool of slots. Has a job master for each job that is not over.
/// </summary>
/// <remarks>
/// <para>It takes a new epoch before anything else: with that durable, an earlier leader can record nothing any more.</para>
/// <para>
/// What cannot be made durable has not happened: this actor then ends, with its masters, and starts again as a new leader
/// if it still is to be one. That is its parent's business.
/// </para>
/// </remarks>
internal sealed partial class JobManagerActor : ReceivePersistentActor
{
    private readonly NodeIdentity _node;
    private readonly JobManagerSettings _settings;
    private readonly PoolConfiguration _poolConfiguration;
    private readonly JobPlanner _planner;
    private readonly NodeMembership _membership;
    private readonly MonotonicClock _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, ManagedJob> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobResult> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArchivedJob> _archive = new(StringComparer.Ordinal);
    private readonly AlertHistory _alerts = new();
    private readonly NodeMetrics _metrics = NodeMetrics.For(Context.System);
    private readonly Submissions _submissions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PlannedJobs _planned = new();
    private readonly SnapshotPruning _pruning = new();
    private JobRegistry _registry = new();
    private IActorRef _webhooks = ActorRefs.Nobody;
    private TaskManagerRegister? _taskManagers;
    private int _factsSinceSnapshot;
    private long _recovered;
    private LeaderTerm? _term;
    private long _mastersStarted;

    /// <param name="node">The node it is on.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="pool">The times of the pool of slots.</param>
    /// <param name="planner">Plans jobs.</param>
    /// <param name="membership">Which nodes are there.</param>
    /// <param name="clock">The clock.</param>
    public JobManagerActor(
        NodeIdentity node, JobManagerSettings settings, PoolConfiguration pool, JobPlanner planner, NodeMembership membership, MonotonicClock clock)
    {
        _node = node;
        _settings = settings;
        _poolConfiguration = pool;
        _planner = planner;
        _membership = membership;
        _clock = clock;
        JournalPluginId = settings.JournalPlugin;
        SnapshotPluginId = settings.SnapshotPlugin;

        Recover<SnapshotOffer>(offer =>
        {
            _registry = JobRegistry.From((RegistrySnapshot)offer.Snapshot);
            _pruning.Recovered(offer.Metadata.SequenceNr);
            _recovered = _pruning.Newest;
        });
        Recover<RegistryFact>(Replay);
        Recover<RecoveryCompleted>(_ => Claim());

        ReceiveFromClients();
        ReceiveInspections();
        ReceiveShutdown();
        ReceiveFromTaskManagers();
        ReceiveFromMasters();
        ReceiveRescaling();
        ReceiveReactions();
        ReceiveOwn();
    }

    public override string PersistenceId => "weir-job-manager";

    public static Props Props(
        NodeIdentity node, JobManagerSettings settings, PoolConfiguration pool, JobPlanner planner, NodeMembership membership, MonotonicClock clock) =>
        Akka.Actor.Props.Create(() => new JobManagerActor(node, settings, pool, planner, membership, clock));

    /// <summary>A job master that fails has a bug: restarted, it would know nothing of its subtasks. It ends, and says so.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _planned.Dispose();
        _taskManagers?.Close();
        _metrics.SetLeader(null);
        foreach (ManagedJob job in _jobs.Values)
        {
            job.Rescale?.Plan?.Lease.Dispose();
            job.Job?.Lease.Dispose();
        }

        base.PostStop();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _log.Error(cause, "This job manager, of epoch {0}, leads no more: it could not record {1}: {2}", _registry.Epoch, @event, cause.Message);
        if (cause is JournalFencedException)
        {
            Context.Parent.Tell(Overthrown.Instance);
        }
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        OnPersistFailure(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <summary>With an older snapshot, or none, where a newer one is lost, facts would be missing without anybody seeing it.</summary>
    private void Replay(RegistryFact fact)
    {
        if (LastSequenceNr != _recovered + 1)
        {
            throw new CorruptStateException(
                $"The facts {_recovered + 1} to {LastSequenceNr - 1} of the job registry are neither in the journal nor in a snapshot: a snapshot of '{PersistenceId}' was lost. Bring it back from a backup.");
        }

        _recovered = LastSequenceNr;
        _registry.Apply(fact);
    }

    private void Claim() => Record(
        [new RegistryFact.LeaderClaimed(_registry.Epoch + 1, _node.ToString(), _clock.Now)],
        () =>
        {
            _log.Info("Leads from {0}, epoch {1}; {2} jobs are not over.", _node, _registry.Epoch, _registry.Jobs.Count(job => !job.IsClosed));
            _term = new LeaderTerm(_registry.Epoch, _node.ToString(), _clock.Now);
            _taskManagers = new TaskManagerRegister(Context, _term, _poolConfiguration, _clock, _log, TellMaster, StepDown, _jobs.ContainsKey, PoolChanged);
            _taskManagers.Step(new PoolStarted());
            if (_membership.Fixed is { } nodes)
            {
                _taskManagers.Step(nodes);
            }

            if (_membership.Watcher is { } watcher)
            {
                Context.ActorOf(watcher, "membership");
            }

            RememberSubmissions();
            foreach (RegisteredJob job in _registry.Jobs.Where(job => !job.IsClosed))
            {
                Resume(job);
            }
        });

    /// <summary>All or none becomes durable; then goes on. A fact that cannot be means that this actor has a bug, or is not alone.</summary>
    private void Record(IReadOnlyList<RegistryFact> facts, Action then)
    {
        List<RegistryFact> possible = Possible(facts);
        int left = possible.Count;
        if (left == 0)
        {
            then();
            return;
        }

        PersistAll(possible, fact =>
        {
            _registry.Apply(fact);
            _factsSinceSnapshot++;
            if (--left == 0)
            {
                if (_factsSinceSnapshot >= _settings.SnapshotEvery)
                {
                    _factsSinceSnapshot = 0;
                    SaveSnapshot(_registry.Snapshot());
                }

                then();
            }
        });
    }

    private List<RegistryFact> Possible(IReadOnlyList<RegistryFact> facts)
    {
        // What follows from the facts before it in the list has to be seen with them.
        JobRegistry seen = facts.Count > 1 ? JobRegistry.From(_registry.Snapshot()) : _registry;
        var possible = new List<RegistryFact>(facts.Count);
        foreach (RegistryFact fact in facts)
        {
            if (seen.Problem(fact) is { } problem)
            {
                // Of a checkpoint that never counted, or is dropped for the second time.
                if (fact is not RegistryFact.CheckpointDropped)
                {
                    throw new ImpossibleFactException(problem);
                }

                continue;
            }

            possible.Add(fact);
            if (facts.Count > 1)
            {
                seen.Apply(fact);
            }
        }

        return possible;
    }

    private void ReceiveFromTaskManagers()
    {
        Command<RegisterTaskManager>(register => _taskManagers!.Register(register, Sender));
        Command<TaskManagerHeartbeat>(heartbeat => _taskManagers!.Heartbeat(heartbeat, Sender));
        Command<TaskManagerLeaves>(leaves => _taskManagers!.Leave(leaves, Sender));
        Command<TaskManagerFails>(fails => _taskManagers!.Step(new TaskManagerTerminated(fails.Id, fails.Reason)));
        Command<PoolHappened>(happened => _taskManagers!.Step(happened.Event));
    }

    private void ReceiveOwn()
    {
        Command<JobResumed>(resumed =>
        {
            _planned.Taken(resumed.Job);
            ManagedJob job = _jobs[resumed.JobId];
            job.Job = resumed.Job;
            if (!_isShuttingDown)
            {
                Start(job);
            }
        });
        Command<JobNotResumed>(NotResumed);
        Command<ResumeAgain>(again =>
        {
            if (_jobs.TryGetValue(again.JobId, out ManagedJob? job) && job.Job is null)
            {
                Plan(job);
            }
        });
        Command<MasterStopped>(OnMasterStopped);
        Command<SaveSnapshotSuccess>(saved => Prune(saved.Metadata.SequenceNr));
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(failed => _log.Warning("Facts that the job registry no longer needs could not be deleted: {0}", failed.Cause.Message));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failed => _log.Warning("Older snapshots of the job registry could not be deleted: {0}", failed.Cause.Message));
        Command<SaveSnapshotFailure>(failed => _log.Warning("The job registry could not be written as a whole, its facts are all there: {0}", failed.Cause.Message));
    }

    private void Prune(long savedSequenceNr)
    {
        if (_pruning.Saved(savedSequenceNr) is { } unneeded)
        {
            DeleteMessages(unneeded);
            DeleteSnapshots(new SnapshotSelectionCriteria(unneeded - 1));
        }
    }

    private void TellMaster(string jobId, object message)
    {
        if (_jobs.TryGetValue(jobId, out ManagedJob? job))
        {
            NoteSlots(job, message);
            if (message is SlotsPlaced placed && job.IsTakenOver)
            {
                TakeOver(job, placed);
            }
            else
            {
                job.Master?.Tell(message);
            }
        }
    }

    private void ShowMetrics()
    {
        IReadOnlyList<TaskManagerStatus> taskManagers = _taskManagers!.TaskManagers;
        _metrics.SetLeader(new LeaderGauges(
            _jobs.Count,
            taskManagers.Count,
            taskManagers.Sum(each => each.Slots),
            taskManagers.Where(each => !each.IsLeaving).Sum(each => each.Slots - each.UsedSlots)));
    }

    private void StepDown(string reason)
    {
        _log.Warning("This job manager steps down: {0}", reason);
        Context.Parent.Tell(Overthrown.Instance);
        Context.Stop(Self);
    }
}
