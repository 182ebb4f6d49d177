using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Simulation.Oracles;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <summary>
/// One run: a bounded job on several nodes that are killed, stand still, are cut off and leave, under leaders that
/// follow each other and do not always know it, until the job is over; and a while longer, for the late ones.
/// </summary>
internal sealed partial class ClusterRun : ModelWorld
{
    public const string JobId = "simulated-job";
    private const long MaximumSteps = 3_000_000;
    private static readonly TimeSpan PatienceAfterFaults = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(3);
    private readonly List<SimulatedNode> _nodes = [];
    private readonly List<SimulatedLeader> _leaders = [];
    private TimeSpan? _over;
    private long _startedFrom;

    public ClusterRun((SimulationOptions Options, ClusterShape Shape) run, int traceLines = 0)
        : base(run.Options, traceLines, hasManyWriters: true)
    {
        Shape = run.Shape;
        Relaunches = new RelaunchOracle(Options.Operation.Relaunch);
        Network = new SimulatedNetwork(this);
        Journal = new SimulatedJournal(this);
    }

    public ClusterShape Shape { get; }

    public RelaunchOracle Relaunches { get; }

    /// <summary>The change of settings that is being recorded.</summary>
    public SettingsChange? Change { get; set; }

    public SimulatedNetwork Network { get; }

    public SimulatedJournal Journal { get; }

    /// <summary>The present life of each node.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <exception cref="Violation">An invariant does not hold, or the job does not end.</exception>
    public void Run()
    {
        for (var index = 0; index < Shape.Slots.Count; index++)
        {
            _nodes.Add(new SimulatedNode(this, index, 1, Shape.Slots[index]));
            _nodes[index].Start();
        }

        Elect();
        PlanFaults();
        while (_over is not { } over || Scheduler.Now < over + Aftermath)
        {
            if (!Scheduler.RunNext())
            {
                throw new Violation("nothing is left to happen, and the job is not over");
            }

            if (Scheduler.Now > Options.FaultsUntil + PatienceAfterFaults || Scheduler.Steps > MaximumSteps)
            {
                throw new Violation($"the job is not over {Scheduler.Now - Options.FaultsUntil} after the last fault ({Scheduler.Steps} steps): {string.Join("; ", _nodes.SelectMany(node => node.Alive).Select(subtask => subtask.Model))}");
            }
        }

        // What late ones have left open is nobody's.
        Output.AbortAll();
        Verdict.CheckOutput(this);
        Verdict.CheckLeft(this, Verdict.IsRetained(this) ? [] : [.. Storage.Complete().Where(id => Journal.WasRecorded(id))]);
    }

    /// <summary>Whether the job may fail for good: it may be given up.</summary>
    public override bool MayFail => Covered.ContainsKey("relaunches refused");

    public override void CheckCommit(long checkpointId)
    {
        if (!Journal.WasRecorded(checkpointId))
        {
            throw new Violation($"checkpoint {checkpointId} is committed, and was never recorded");
        }
    }

    public void JobIsClosed()
    {
        Trace.Add(() => $"job is over: {Storage.Outcome}");
        if (Storage.Outcome == JobOutcome.Failed && MayFail && Verdict.IsRetained(this))
        {
            Verdict.CheckLeft(this, []);
            StartAgainFrom(Scheduler.Now + Chance.Milliseconds(0, 300));
            return;
        }

        Outcome = Storage.Outcome;
        _over = Scheduler.Now;
        EndFaults();
    }

    /// <summary>The settings of the job, as far as they were changed.</summary>
    public CheckpointingConfiguration SettingsOf(RegisteredJob job) =>
        job.Settings.Length == 0 ? Options.Checkpointing : SettingsReader.Read(job.Settings);

    /// <summary>
    /// A node that has been there, and heard, since the job was deployed last; null also where it may be that no leader has
    /// heard of it: nodes are cut off or stand still, or not waited for as long as it takes.
    /// </summary>
    public string? Survivor()
    {
        var takesMilliseconds = Shape.DetectionMilliseconds + (3 * Shape.HeartbeatInterval.TotalMilliseconds) + (4 * Options.NetworkMilliseconds) + 50;
        return Shape is { CutMilliseconds: 0, PauseMilliseconds: 0, UsurpationMilliseconds: 0 } && Shape.Settle.TotalMilliseconds > takesMilliseconds
            ? _nodes.Find(node => node.IsAlive && node.InTouchSince < Relaunches.LastDeployment)?.ToString()
            : null;
    }

    /// <summary>The job has been submitted again.</summary>
    public void HasStartedAgain(SubmittedShape shape)
    {
        Trace.Add(() => $"the job is started again: {string.Join(", ", shape.Pipelines)}{(shape.StartFrom > 0 ? $" from savepoint {shape.StartFrom}" : "")}");
        Cover(shape.StartFrom > 0 ? "started again from a savepoint" : "started again from checkpoints");
        Pipelines = shape.Pipelines;
        Storage.Outcome = null;
        Settings.Forget();
        Relaunches.StartedAgain();
        _startedFrom = shape.StartFrom;
        if (shape.StartFrom > 0)
        {
            Stop = null;
            Storage.DropAll();
        }
    }

    // Whoever leads is asked, until it is done.
    private void StartAgainFrom(TimeSpan time) => Scheduler.At(time, () =>
    {
        if (Storage.Outcome is not null)
        {
            var most = Shape.Slots.Sum();
            (int, int, int) Parallelism() => (Chance.Between(1, Math.Min(3, most) + 1), Chance.Between(1, Math.Min(3, most) + 1), Chance.Between(1, Math.Min(3, most) + 1));
            _leaders[^1].StartAgain(new SubmittedShape(Stop?.CheckpointId ?? (Storage.Complete().Count == 0 ? _startedFrom : 0), [.. Pipelines.Select(_ => Parallelism())]));
            StartAgainFrom(Scheduler.Now + TimeSpan.FromMilliseconds(200));
        }
    });

    /// <summary>The leader that a node's messages reach: as a rule the latest.</summary>
    public SimulatedLeader? LeaderFor(SimulatedNode node)
    {
        var reachable = _leaders.Where(leader => leader.IsAlive && !Network.IsCut(node, leader.Node)).ToList();
        return reachable.Count == 0 ? null
            : HasFaults && Chance.Happens(0.05) ? reachable[Chance.Between(0, reachable.Count)]
            : reachable[^1];
    }

    /// <summary>The sender knows that what it has sent last may not have arrived.</summary>
    public void ConnectionLost(SimulatedNode from, SimulatedNode to)
    {
        foreach (var leader in _leaders.Where(leader => leader.IsAlive && leader.Node == from).ToList())
        {
            leader.LoseConnection(to);
        }

        if (_leaders.Any(leader => leader.Node == to))
        {
            from.LoseLeader();
        }
    }

    public void CheckSlots(SimulatedNode node, IEnumerable<HostedSubtask> running)
    {
        var slots = running.Select(subtask => subtask.Model.Id.Index).Distinct().Count();
        if (slots > node.Slots)
        {
            throw new Violation($"{node} has {node.Slots} slots and runs {slots}");
        }
    }

    public void HasLeft(SimulatedNode node)
    {
        if (node.Alive.Any())
        {
            throw new Violation($"{node} leaves, and {node.Alive.First().Key} runs there");
        }

        node.After(Chance.Milliseconds(0, 20), () => Kill(node));
    }
}
