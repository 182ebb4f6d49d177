using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <summary>The durable facts. Whoever claims it last may write; all others are fenced off.</summary>
internal sealed class SimulatedJournal(ClusterRun world)
{
    private readonly List<byte[]> _facts = [];
    private readonly HashSet<long> _recorded = [];
    private readonly HashSet<int> _attempts = [];
    private readonly HashSet<long> _ids = [];
    private RegistrySnapshot? _snapshot;
    private SimulatedLeader? _writer;

    public long LatestRecorded => _recorded.Count == 0 ? 0 : _recorded.Max();

    /// <summary>Whether a checkpoint of the job counts, so that it must not start empty.</summary>
    public bool HasState { get; private set; }

    /// <summary>The registry as all facts add up to it; nobody else can write from here on.</summary>
    public JobRegistry Claim(SimulatedLeader leader)
    {
        world.Cover("leaders");
        _writer = leader;
        var registry = _snapshot is null ? new JobRegistry() : JobRegistry.From(_snapshot);
        foreach (var fact in _facts)
        {
            registry.Apply(RegistryFormat.ReadFact(fact));
        }

        if (world.Chance.Happens(0.3))
        {
            _snapshot = RegistryFormat.ReadSnapshot(RegistryFormat.Write(registry.Snapshot()));
            _facts.Clear();
        }

        return registry;
    }

    public bool IsCurrent(SimulatedLeader leader) => ReferenceEquals(_writer, leader);

    public bool WasRecorded(long checkpointId) => _recorded.Contains(checkpointId);

    /// <summary>False: fenced off.</summary>
    public bool Append(SimulatedLeader leader, RegistryFact fact)
    {
        if (!IsCurrent(leader) && world.Shape.Mutation != ClusterMutation.NoFencing)
        {
            return false;
        }

        world.Trace.Add(() => $"journal of {leader}: {fact}");
        _facts.Add(RegistryFormat.Write(fact));
        switch (fact)
        {
            case RegistryFact.AttemptTaken taken when !_attempts.Add(taken.Attempt):
                throw new Violation($"attempt {taken.Attempt} is taken twice");
            case RegistryFact.CheckpointIdTaken taken when !_ids.Add(taken.CheckpointId):
                throw new Violation($"checkpoint id {taken.CheckpointId} is taken twice");
            case RegistryFact.CheckpointRecorded recorded:
                _recorded.Add(recorded.CheckpointId);
                HasState = true;
                world.Storage.Announce(recorded.CheckpointId, isUnchecked: false);
                break;
            case RegistryFact.JobStopped stopped:
                _recorded.Add(stopped.Stop.CheckpointId);
                world.Stop = stopped.Stop;
                Verdict.CheckSavepoint(world, stopped.Stop.CheckpointId);
                break;
            case RegistryFact.CheckpointDropped dropped:
                world.Storage.Drop(dropped.CheckpointId);
                break;
            case RegistryFact.JobSubmitted:
                world.Relaunches.Submitted();
                break;
            case RegistryFact.JobReconfigured:
                world.Settings.Record(world.Change!);
                break;
            case RegistryFact.JobRelaunched:
                world.Relaunches.Relaunched(world.Scheduler.Clock, world.Survivor());
                break;
            case RegistryFact.JobEnded ended:
                world.Storage.Outcome = ended.Outcome;
                break;
            case RegistryFact.JobClosed:
                world.JobIsClosed();
                break;
        }

        return true;
    }

    public bool HasTaken(Attempt attempt) => _attempts.Contains(attempt.Number);

    public bool HasTaken(long checkpointId) => _ids.Contains(checkpointId);
}
