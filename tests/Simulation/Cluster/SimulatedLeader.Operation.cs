using Weir.Actors.Alerts;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <content>What operating the job takes: settings that change, alerts, going on after its whole cluster was gone, starting it again.</content>
internal sealed partial class SimulatedLeader
{
    private readonly AlertHistory _raised = new();
    private bool _isTakenOver;
    private int _alertsSet;

    /// <summary>Recorded first, as the job manager does it, then told.</summary>
    public void Configure(SettingsChange change)
    {
        CheckpointingConfiguration? configuration = null;
        Persist(
            () =>
            {
                if (_registry.Find(ClusterRun.JobId) is not { Outcome: null } job || _protocol is null)
                {
                    return null;
                }

                try
                {
                    (configuration, var text) = world.SettingsReader.Change(change, job.Settings);
                    world.Change = change;
                    return new RegistryFact.JobReconfigured(ClusterRun.JobId, text);
                }
                catch (InvalidConfigurationException refusal) when (world.Journal.IsCurrent(this))
                {
                    world.Cover("settings refused");
                    world.Settings.Refused(change, refusal.Message);
                    return null;
                }
                catch (InvalidConfigurationException)
                {
                    // By settings that another leader may have changed since.
                    return null;
                }
            },
            () =>
            {
                world.Cover("settings changed");
                var every = _watch!.InForce.Alert.Every;
                _watch.Change(configuration!);
                if (every != configuration!.Alert.Every)
                {
                    StartAlerts();
                }

                Step(new CheckpointingReconfigured(configuration));
            });
    }

    /// <summary>A user wants the job, which has failed, to go on from its latest snapshot.</summary>
    /// <param name="shape">At these parallelisms.</param>
    public void StartAgain(SubmittedShape shape) => Work(() =>
    {
        if (_pool is null || _registry.Find(ClusterRun.JobId) is not { IsClosed: true, Outcome: JobOutcome.Failed } former)
        {
            return;
        }

        List<RegistryFact> facts = [new RegistryFact.JobSubmitted(new SubmittedJob(ClusterRun.JobId, "simulated", world.Scheduler.Clock, shape.Write()))];
        if (world.HighestUsed > former.LastCheckpointId)
        {
            facts.Add(new RegistryFact.CheckpointIdTaken(ClusterRun.JobId, world.HighestUsed));
        }

        if (shape.StartFrom == 0)
        {
            facts.AddRange(Storage.Complete().Where(id => Storage.Problem(id) is null).Select(id => new RegistryFact.CheckpointRecorded(ClusterRun.JobId, id)));
        }

        if (facts.TrueForAll(Append))
        {
            _raised.Clear(ClusterRun.JobId, AlertRule.Relaunch, world.Scheduler.Clock, "it was submitted again");
            CheckGivenUp(isFiring: false);
            world.HasStartedAgain(shape);
            _isTakenOver = false;
            _isTidyingUp = false;
            _rescale = null;
            _subtasks.Clear();
            StartJob(_registry.Find(ClusterRun.JobId)!);
        }
    });

    // The slots that a job of an earlier leader is given first.
    private void TakeOver(SlotsGranted granted)
    {
        _isTakenOver = false;
        var job = _registry.Find(ClusterRun.JobId)!;
        if (_pool!.HasSurvivors(job.LastEpoch) || job.Outcome is not null)
        {
            Locally(granted);
        }
        else if (world.Options.Operation.Relaunch.Refusal(job.Relaunches, world.Scheduler.Clock) is { } refusal)
        {
            GiveUp(refusal);
        }
        else
        {
            // Whoever records it takes nothing else on until that is done: what happens to the slots meanwhile comes later.
            Append(new RegistryFact.JobRelaunched(ClusterRun.JobId, world.Scheduler.Clock));
            world.Cover("relaunches");
            Locally(granted);
        }
    }

    private void GiveUp(string refusal)
    {
        if (world.Journal.IsCurrent(this))
        {
            world.Cover("relaunches refused");
            world.Relaunches.GivenUp(world.Scheduler.Clock, world.Survivor());
        }

        var now = world.Scheduler.Clock;
        _raised.Add(new JobAlert(ClusterRun.JobId, "simulated", AlertRule.Relaunch, now, ClearedAt: null, refusal, LatestFailure: null));
        Step(new JobWideFailure(new FailureCause("RelaunchRefused", refusal, OccurredAt: now, IsPermanent: true), Chance.Next()));
    }

    private void CheckGivenUp(bool isFiring)
    {
        if (_raised.Latest(ClusterRun.JobId).Any(alert => alert is { Rule: AlertRule.Relaunch, IsFiring: true }) != isFiring)
        {
            throw new Violation($"the alert that the job is not relaunched {(isFiring ? "does not fire" : "fires")}");
        }
    }

    private void StartAlerts()
    {
        var set = ++_alertsSet;
        void Next()
        {
            if (_watch!.InForce.Alert.Every is { } every)
            {
                After(every, () =>
                {
                    if (set == _alertsSet && _registry.Find(ClusterRun.JobId)!.Outcome is null)
                    {
                        _watch.EvaluateAlerts();
                        Next();
                    }
                });
            }
        }

        Next();
    }
}
