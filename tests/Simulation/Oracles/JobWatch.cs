using Weir.Actors.Coordination;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Oracles;

/// <summary>All that is watched of one life of a job's machines, and its alerts, which live as long.</summary>
internal sealed class JobWatch
{
    private readonly ModelWorld _world;
    private readonly JobProtocol _protocol;
    private readonly JobTopology _topology;
    private readonly PaceWatch _pace;
    private readonly FailureTally _failures;
    private readonly AlertOracle _expected;
    private readonly JobAlerts _alerts;
    private bool _wasRunning;

    public JobWatch(ModelWorld world, JobProtocol protocol, JobTopology topology, CheckpointingConfiguration configuration, bool isPunctual, bool isOverthrown = false)
    {
        _world = world;
        _protocol = protocol;
        _topology = topology;
        InForce = configuration;
        _pace = new PaceWatch(configuration, isPunctual);
        _failures = new FailureTally(configuration.TolerableFailures);
        _expected = new AlertOracle(configuration, world.Scheduler.Clock);
        _alerts = new JobAlerts("simulated-job", "simulated", configuration, world.Scheduler.Clock);
        if (!isOverthrown)
        {
            world.Settings.CheckInForce(configuration, "the job that is taken over");
        }
    }

    /// <summary>The settings that it runs with.</summary>
    public CheckpointingConfiguration InForce { get; private set; }

    private bool IsRunning => _protocol.Job.State == JobState.Running && _topology.Subtasks.All(IsUp);

    public void Change(CheckpointingConfiguration changed)
    {
        InForce = changed;
        _pace.Change(changed, _world.Scheduler.Clock);
        _expected.Change(changed, _world.Scheduler.Clock);
        _alerts.Change(changed);
        _world.Settings.CheckInForce(changed, "the job that is running");
    }

    /// <summary>An event is about to be handled.</summary>
    public void Before()
    {
        _wasRunning = IsRunning;
        var isReady = _wasRunning && _world.Options.StopAt is null && _topology.Subtasks.Any(each => _protocol.Job.StatusOf(each) == SubtaskStatus.Running);
        _pace.Before(_world.Scheduler.Clock, isReady);
    }

    /// <summary>It has been, and has led to this.</summary>
    public void After(IReadOnlyList<ProtocolEffect> effects)
    {
        var now = _world.Scheduler.Clock;
        if (IsRunning)
        {
            _pace.Started(now);
        }

        foreach (var effect in effects)
        {
            _pace.Note(effect, now);
            _expected.Note(effect, now);
            _alerts.Note(effect, now);
        }

        var exceeded = _failures.Exceeded;
        _failures.Note(effects, _wasRunning, IsRunning);
        _world.Cover("failures beyond the tolerable", _failures.Exceeded - exceeded);
    }

    public void EvaluateAlerts()
    {
        var now = _world.Scheduler.Clock;
        List<JobAlert> changes = [.. _alerts.Evaluate(now)];
        _world.Trace.Add(() => $"alerts evaluated: {string.Join("; ", changes.Select(change => $"{change.Rule} {(change.IsFiring ? "fires" : "clears")}: {change.Message}"))}");
        _expected.Check(changes, now);
        _world.Cover("alerts fired", changes.Count(change => change.IsFiring));
        _world.Cover("alerts cleared", changes.Count(change => !change.IsFiring));
    }

    private bool IsUp(SubtaskId subtask) =>
        _protocol.Job.StatusOf(subtask) is SubtaskStatus.Running or SubtaskStatus.DataFinished or SubtaskStatus.Finished;
}
