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

    public SimulationRun(SimulationOptions options, int traceLines = 0)
        : base(options, traceLines)
    {
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
