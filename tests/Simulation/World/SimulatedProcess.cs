using Weir.Actors.Alignment;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.Model;
using Weir.Simulation.Oracles;

namespace Weir.Simulation.World;

/// <summary>
/// One life of the process: the machines, the subtasks, what is on its way between them. All of it is gone when it is
/// killed; what it had begun in the storage may have been done or not.
/// </summary>
internal sealed partial class SimulatedProcess : IModelHost
{
    private const string JobId = "simulated-job";
    private readonly IReadOnlyList<(int Sources, int Counters, int Sinks)> _pipelines;
    private readonly JobTopology _topology;
    private readonly JobProtocol _protocol;
    private readonly Dictionary<SubtaskId, ModelSubtask> _subtasks = [];
    private readonly Dictionary<SubtaskId, (TimeSpan To, TimeSpan From)> _lastMessages = [];
    private readonly Dictionary<CoordinatorTimer, int> _timers = [];
    private readonly Dictionary<JobTimerKind, JobTimer> _jobTimers = [];
    private readonly HashSet<long> _openRequests = [];
    private readonly List<Queue<int>> _unassigned = [];
    private readonly Queue<ProtocolEvent> _events = new();
    private readonly List<StorageOperation> _operations = [];
    private readonly JobWatch _watch;
    private int _timersSet;
    private int _alertsSet;
    private long _requests;
    private bool _isHandling;
    private bool _isTidyingUp;

    public SimulatedProcess(SimulationRun world, IReadOnlyList<(int Sources, int Counters, int Sinks)> pipelines)
    {
        World = world;
        _pipelines = pipelines;
        _topology = ModelTopology.For(pipelines);
        var configuration = world.ChangedSettings.Length == 0 ? world.Options.Checkpointing : world.SettingsReader.Read(world.ChangedSettings);
        _protocol = new JobProtocol(JobId, _topology, configuration);
        _watch = new JobWatch(world, _protocol, _topology, configuration, isPunctual: true);
        foreach (var _ in pipelines)
        {
            _unassigned.Add(new Queue<int>(Enumerable.Range(0, world.Options.SplitsPerPipeline)));
        }
    }

    public SimulationRun World { get; }

    ModelWorld IModelHost.World => World;

    public bool IsAlive { get; private set; } = true;

    /// <summary>Whether every subtask has its state: nobody reads a checkpoint.</summary>
    public bool IsRestored => _subtasks.Count == _topology.Subtasks.Count && _subtasks.Values.All(subtask => subtask.IsRunning);

    /// <summary>The completed checkpoints that it keeps, oldest first.</summary>
    public IReadOnlyList<long> Retained => _protocol.Coordinator.Completed;

    private Chance Chance => World.Chance;

    public void Start()
    {
        if (Storage.Outcome is { } outcome)
        {
            TidyUp(outcome);
        }
        else
        {
            StartAlerts();
            Handle(new JobStarted());
        }
    }

    public void Cancel()
    {
        if (!_isTidyingUp)
        {
            Handle(new CancelRequested());
        }
    }

    /// <summary>Recorded first, as the job manager does it, then told.</summary>
    public void Configure(SettingsChange change)
    {
        if (_isTidyingUp || Storage.Outcome is not null)
        {
            return;
        }

        CheckpointingConfiguration configuration;
        try
        {
            (configuration, World.ChangedSettings) = World.SettingsReader.Change(change, World.ChangedSettings);
        }
        catch (InvalidConfigurationException refusal)
        {
            World.Cover("settings refused");
            World.Settings.Refused(change, refusal.Message);
            return;
        }

        World.Trace.Add(() => $"settings: {change}");
        World.Cover("settings changed");
        World.Settings.Record(change);
        var every = _watch.InForce.Alert.Every;
        _watch.Change(configuration);
        if (every != configuration.Alert.Every)
        {
            StartAlerts();
        }

        Handle(new CheckpointingReconfigured(configuration));
    }

    private void StartAlerts()
    {
        var set = ++_alertsSet;
        void Next()
        {
            if (_watch.InForce.Alert.Every is { } every)
            {
                After(every, () =>
                {
                    if (set == _alertsSet && World.Outcome is null)
                    {
                        _watch.EvaluateAlerts();
                        Next();
                    }
                });
            }
        }

        Next();
    }

    public void TriggerManually()
    {
        _openRequests.Add(++_requests);
        Handle(new TriggerRequested(_requests));
    }

    public void TriggerSavepoint(StopMode stop)
    {
        _openRequests.Add(++_requests);
        Handle(new TriggerRequested(_requests, new SavepointTarget("savepoints", Stop: stop)));
    }

    public void Kill()
    {
        Interrupt(_ => true);
        IsAlive = false;
        foreach (var subtask in _subtasks.Values)
        {
            subtask.Die();
        }
    }

    public void CrashAny()
    {
        var alive = _subtasks.Values.Where(subtask => subtask.IsAlive).ToList();
        if (alive.Count > 0)
        {
            Crash(alive[Chance.Between(0, alive.Count)], "by chance");
        }
    }

    public void Crash(ModelSubtask subtask, string why)
    {
        World.Trace.Add(() => $"{subtask.Id}{subtask.Attempt} crashes {why}");
        World.SubtaskCrashes++;
        subtask.Die();
        Interrupt(operation => ReferenceEquals(operation.Owner, subtask));
        Receive(subtask.Id, new SubtaskFailed(
            subtask.Id, subtask.Attempt, new FailureCause("Crash", why, OccurredAt: World.Scheduler.Clock), Chance.Next()), isLossy: false);
    }

    // The process before this one got as far as writing down that the job is over.
    private void TidyUp(JobOutcome outcome)
    {
        _isTidyingUp = true;
        var completed = Storage.Complete();
        Handle(new CheckpointRestored(completed.Count == 0 ? null : completed[^1], completed, World.HighestUsed));
        Handle(new JobFoundOver(outcome, Cause: null));
    }

    // ---- what subtasks do

    public void Report(ModelSubtask subtask, SubtaskStatus status) =>
        Receive(subtask.Id, new SubtaskReported(subtask.Id, subtask.Attempt, status), isLossy: false);

    public void Decline(ModelSubtask subtask, long checkpointId, DeclineReason reason) =>
        Receive(subtask.Id, new SnapshotDeclined(JobId, subtask.Id, subtask.Attempt, checkpointId, reason, null), isLossy: true);

    public void WriteSnapshot(ModelSubtask subtask, long checkpointId, object state)
    {
        var name = $"{subtask.Id}{subtask.Attempt}";
        var fails = WriteFails;
        var named = NameShared(subtask, checkpointId);
        InStorage(
            subtask,
            20,
            result =>
            {
                var isTorn = fails || result == WriteResult.Torn;
                World.StorageOf(checkpointId).Write(checkpointId, name, state, isTorn);
                if (!isTorn && named.Count > 0)
                {
                    Storage.Shared.Add(named[^1]);
                }
            },
            () => Receive(
                subtask.Id,
                fails
                    ? new SnapshotDeclined(JobId, subtask.Id, subtask.Attempt, checkpointId, DeclineReason.WriteFailed, new FailureCause("Io", "torn"))
                    : new SnapshotAcknowledged(JobId, subtask.Id, subtask.Attempt, checkpointId, new SnapshotFile(name) { Shared = named }, new SnapshotMetrics(default, default, default, default, 1)),
                isLossy: true));
    }

    public void RequestSplit(ModelSource source) => Receive(source.Id, () =>
    {
        if (IsCurrent(source))
        {
            int? split = _unassigned[source.Pipeline].TryDequeue(out var next) ? next : null;
            Tell(source, () => source.Assign(split), isLossy: false);
        }
    });

    // ---- the machines

    private void Handle(ProtocolEvent happened)
    {
        _events.Enqueue(happened);
        if (_isHandling || !IsAlive)
        {
            return;
        }

        _isHandling = true;
        while (IsAlive && _events.TryDequeue(out var next))
        {
            World.Trace.Add(() => $"event  {next}");
            _watch.Before();
            var effects = _protocol.Handle(next, World.Scheduler.Clock, Chance.Next());
            _watch.After(effects);
            foreach (var effect in effects)
            {
                World.Trace.Add(() => $"effect {effect}");
                CarryOut(effect);
            }
        }

        _isHandling = false;
    }

    private bool IsCurrent(ModelSubtask subtask) =>
        subtask.IsAlive && _subtasks.TryGetValue(subtask.Id, out var known) && ReferenceEquals(known, subtask);

    // ---- messages: in order between two, at different speeds between different ones

    private void Receive(SubtaskId from, ProtocolEvent message, bool isLossy)
    {
        if (!isLossy || !IsLost())
        {
            Receive(from, () => Handle(message));
            if (isLossy && World.HasFaults && Chance.Happens(0.02))
            {
                Receive(from, () => Handle(message));
            }
        }
    }

    private void Receive(SubtaskId from, Action arrive)
    {
        var (to, last) = _lastMessages.GetValueOrDefault(from);
        var arrival = Later(last);
        _lastMessages[from] = (to, arrival);
        After(arrival - World.Scheduler.Now, arrive);
    }

    private void Tell(ModelSubtask subtask, Action arrive, bool isLossy)
    {
        if (isLossy && IsLost())
        {
            return;
        }

        Tell(subtask.Id, () =>
        {
            if (subtask.IsAlive)
            {
                arrive();
            }
        });
    }

    private void Tell(SubtaskId subtask, Action arrive)
    {
        var (last, from) = _lastMessages.GetValueOrDefault(subtask);
        var arrival = Later(last);
        _lastMessages[subtask] = (arrival, from);
        After(arrival - World.Scheduler.Now, arrive);
    }

    private TimeSpan Later(TimeSpan last)
    {
        var arrival = World.Scheduler.Now + Chance.Milliseconds(0, World.Options.NetworkMilliseconds);
        return arrival > last ? arrival : last;
    }

    private bool IsLost() => World.HasFaults && Chance.Happens(World.Options.MessageLoss);

    public bool Hears(IModelHost other) => true;

    public void After(TimeSpan delay, Action action) => World.Scheduler.After(delay, () =>
    {
        if (IsAlive)
        {
            action();
        }
    });

    // ---- what is being written

    /// <summary>It is done after a while, all at once; then, a while later, it is known that it was.</summary>
    private void InStorage(ModelSubtask? owner, double milliseconds, Action<WriteResult> apply, Action then)
    {
        milliseconds *= World.Slowness;
        var operation = new StorageOperation(owner, apply);
        _operations.Add(operation);
        After(Chance.Milliseconds(0, milliseconds), () =>
        {
            Finish(operation, WriteResult.Done);
            After(Chance.Milliseconds(0, milliseconds / 4), () =>
            {
                if (owner is null || owner.IsAlive)
                {
                    then();
                }
            });
        });
    }

    // Its writer is gone: it was done, or half done, or not at all, and nobody hears of it.
    private void Interrupt(Func<StorageOperation, bool> which)
    {
        foreach (var operation in _operations.Where(which).ToList())
        {
            Finish(operation, Chance.Pick(WriteResult.Done, WriteResult.Torn, WriteResult.NotDone));
        }
    }

    private void Finish(StorageOperation operation, WriteResult result)
    {
        if (_operations.Remove(operation) && result != WriteResult.NotDone)
        {
            operation.Apply(result);
        }
    }

    private enum WriteResult
    {
        Done,
        Torn,
        NotDone,
    }

    private sealed record StorageOperation(ModelSubtask? Owner, Action<WriteResult> Apply);
}
