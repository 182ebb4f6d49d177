using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Actors.Slots;

namespace Weir.Simulation.Cluster;

/// <content>
/// Another parallelism for the running job: its machines bring all to a stand, it is recorded, and others take over, which know of the
/// former ones what those leave them, and hear nothing that was meant for them.
/// </content>
internal sealed partial class SimulatedLeader
{
    private int _life;
    private int? _rescale;

    /// <summary>A user wants the job to have this parallelism.</summary>
    public void Rescale(int parallelism) => Work(() =>
    {
        if (_protocol is null || _rescale is not null || _isTakenOver || _registry.Find(ClusterRun.JobId) is not { Outcome: null, Stop: null })
        {
            return;
        }

        _rescale = parallelism;
        Step(new RescaleRequested($"to parallelism {parallelism}"));
    });

    private void LeaveToSuccessor()
    {
        world.Cover("handed over");
        var left = _protocol!.Job.AsPredecessor();
        var parallelism = _rescale!.Value;
        BeginLife();
        _protocol = null;
        Persist(new RegistryFact.JobRescaled(ClusterRun.JobId, parallelism), () =>
        {
            world.Cover("rescaled");
            _rescale = null;
            StartJob(_registry.Find(ClusterRun.JobId)!, left);
        });
    }

    /// <summary>What was under way for the machines before is for nobody.</summary>
    private void BeginLife()
    {
        _life++;
        _attempts.Clear();
        _subtasks.Clear();
        foreach (var timer in _timers.Keys.Where(timer => timer is not PoolTimer).ToList())
        {
            _timers.Remove(timer);
        }
    }

    private Action OfThisLife(Action action)
    {
        var life = _life;
        return () =>
        {
            if (life == _life)
            {
                action();
            }
        };
    }
}
