using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Simulation.World;

/// <summary>
/// One run: a bounded job on one node, its process crashing and coming back over the same storage and output, until
/// the job is over. Safety is checked throughout; once faults have ended, the job has to come to its end.
/// </summary>
internal sealed class SimulationRun : ModelWorld
{
    private static readonly TimeSpan PatienceAfterFaults = TimeSpan.FromMinutes(5);
    private const long MaximumSteps = 3_000_000;

    private readonly int _traceLines;
    private SimulationRun? _fork;

    public SimulationRun(SimulationOptions options, int traceLines = 0)
        : base(options, traceLines)
    {
        _traceLines = traceLines;
    }

    // A job that starts from a snapshot of another one, which stays as it is.
    private SimulationRun(SimulationOptions options, SimulationRun origin, long snapshot)
        : base(options, origin._traceLines, origin.StorageOf(snapshot).Copy(snapshot), origin.Output.Copy(Verdict.Prepared(origin, snapshot)))
    {
        Baseline = Verdict.Counted(origin, snapshot);
    }

    public SimulatedProcess? Process { get; private set; }

    public int ProcessCrashes { get; private set; }

    // What is announced as complete was checked when it was.
    public override void CheckCommit(long checkpointId)
    {
    }

    /// <exception cref="Violation">An invariant does not hold, or the job does not end.</exception>
    public void Run()
    {
        StartProcess();
        PlanSubtaskCrash();
        PlanProcessCrash();
        PlanManualTrigger();
        PlanSavepoint();
        PlanCorruption();
        PlanReconfiguration();
        PlanWeather();
        if (Options.StopAt is { } stopAt)
        {
            StopFrom(stopAt);
        }

        if (Options.CancelAt is { } cancelAt)
        {
            Scheduler.At(cancelAt, () => Process?.Cancel());
        }

        while (Outcome is null)
        {
            if (!Scheduler.RunNext())
            {
                throw new Violation("nothing is left to happen, and the job is not over");
            }

            if (Scheduler.Now > Options.FaultsUntil + PatienceAfterFaults || Scheduler.Steps > MaximumSteps)
            {
                throw new Violation($"the job is not over {Scheduler.Now - Options.FaultsUntil} after the last fault ({Scheduler.Steps} steps)");
            }
        }

        Verdict.Check(this);
        RunFork();
    }

    /// <summary>Another job may start from a snapshot that is complete, at parallelisms of its own.</summary>
    public void MayFork(long snapshot)
    {
        if (_fork is null && Chance.Happens(Options.Operation.Fork))
        {
            _fork = new SimulationRun(
                Options with
                {
                    Seed = Options.Seed ^ 0x5A5A5A,
                    Pipelines = [.. Options.Pipelines.Select(_ => SimulationOptions.Parallelism(Chance))],
                    FaultsUntil = Chance.Pick(TimeSpan.Zero, TimeSpan.FromMilliseconds(1000)),
                    CancelAt = null,
                    StopAt = null,
                    Operation = Options.Operation with { Fork = 0 },
                },
                this,
                snapshot);
            Cover(StorageOf(snapshot) == Savepoints ? "other jobs from savepoints" : "other jobs from checkpoints");
        }
    }

    private void RunFork()
    {
        if (_fork is not null)
        {
            Trace.Add(() => "------ another job, from a snapshot");
            Trace.Continue(_fork.Trace);
            _fork.Run();
        }
    }

    public void JobIsOver(JobOutcome outcome)
    {
        Trace.Add(() => $"job is over: {outcome}");
        Outcome = outcome;
    }

    private void StartProcess()
    {
        Trace.Add(() => "process starts");
        var pipelines = Options.Pipelines;
        if (Options.Rescales && ProcessCrashes > 0)
        {
            pipelines = [.. pipelines.Select(_ => SimulationOptions.Parallelism(Chance))];
        }

        Process = new SimulatedProcess(this, pipelines);
        Process.Start();
    }

    private void PlanSubtaskCrash()
    {
        if (Options.SubtaskCrashMilliseconds > 0)
        {
            Scheduler.After(Chance.Milliseconds(0, 2 * Options.SubtaskCrashMilliseconds), () =>
            {
                if (HasFaults)
                {
                    Process?.CrashAny();
                    PlanSubtaskCrash();
                }
            });
        }
    }

    private void PlanProcessCrash()
    {
        if (Options.ProcessCrashMilliseconds > 0)
        {
            Scheduler.After(Chance.Milliseconds(0, 2 * Options.ProcessCrashMilliseconds), () =>
            {
                if (!HasFaults || Outcome is not null)
                {
                    return;
                }

                if (Process is not null)
                {
                    Trace.Add(() => "process is killed");
                    ProcessCrashes++;
                    Cover("process crashes");
                    Process.Kill();
                    Process = null;
                    Scheduler.After(Chance.Milliseconds(1, 200), StartProcess);
                }

                PlanProcessCrash();
            });
        }
    }

    private void PlanCorruption()
    {
        if (Options.CorruptionMilliseconds > 0)
        {
            Scheduler.After(Chance.Milliseconds(0, 2 * Options.CorruptionMilliseconds), () =>
            {
                var whole = (Process?.Retained ?? []).Where(id => Storage.Problem(id) is null).ToList();
                if (HasFaults && whole.Count > 1 && Process is { IsRestored: true })
                {
                    Trace.Add(() => $"checkpoint {whole[^1]} is corrupted");
                    Storage.Corrupt(whole[^1]);
                    MayGoBack = true;
                }

                PlanCorruption();
            });
        }
    }

    private void PlanSavepoint()
    {
        if (Options.SavepointMilliseconds > 0)
        {
            Scheduler.After(Chance.Milliseconds(0, 2 * Options.SavepointMilliseconds), () =>
            {
                Process?.TriggerSavepoint(StopMode.None);
                PlanSavepoint();
            });
        }
    }

    private void PlanReconfiguration()
    {
        if (Options.Operation.ReconfigurationMilliseconds > 0)
        {
            Scheduler.After(Chance.Milliseconds(0, 2 * Options.Operation.ReconfigurationMilliseconds), () =>
            {
                if (HasFaults && Outcome is null)
                {
                    Process?.Configure(AnyChange());
                    PlanReconfiguration();
                }
            });
        }
    }

    // Until it is done.
    private void StopFrom(TimeSpan time) => Scheduler.At(time, () =>
    {
        if (Outcome is null)
        {
            Process?.TriggerSavepoint(Options.StopMode);
            StopFrom(Scheduler.Now + TimeSpan.FromMilliseconds(500));
        }
    });

    private void PlanManualTrigger()
    {
        if (Options.ManualTriggerMilliseconds > 0)
        {
            Scheduler.After(Chance.Milliseconds(0, 2 * Options.ManualTriggerMilliseconds), () =>
            {
                Process?.TriggerManually();
                PlanManualTrigger();
            });
        }
    }
}
