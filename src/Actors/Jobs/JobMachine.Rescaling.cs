namespace Weir.Actors.Jobs;

/// <content>
/// A job that is to go on at another parallelism: a checkpoint if one can be had in time, then all subtasks stop, and a machine of the new
/// topology takes over. What fails meanwhile ends in the same: the new one starts from the latest checkpoint, as after any failure.
/// </content>
internal sealed partial class JobMachine
{
    private RescaleRequested? _rescale;
    private bool _isHandedOver;

    /// <summary>What the machine that takes over goes on with.</summary>
    public Predecessor AsPredecessor() => new(_restarts, _failures, _requests);

    private void OnRescaleRequested(RescaleRequested requested)
    {
        if (IsEnding)
        {
            _effects.Add(new RefuseRescale($"the job is {State}"));
            return;
        }

        _rescale = requested;
        if (_recovery is { Phase: not RecoveryPhase.Deploying } recovery)
        {
            // It stands still, or is about to: there is no checkpoint to be had, nor slots to wait for.
            _effects.Add(new ReportRescaling(requested.Change, CheckpointId: null, "the job is being started again"));
            CancelRestartTimer();
            recovery.Regions.UnionWith(AllRegions());
            StopAgain(recovery);
            StopAlive(_topology.Subtasks, StopReason.Relocation);
            Proceed();
        }
        else if (_relocation == 0)
        {
            BeginRelocation();
        }
    }

    private void LeaveToSuccessor()
    {
        CancelRestartTimer();
        CancelRelocation();
        _effects.Add(new CancelJobTimer(new(JobTimerKind.Reconciliation)));
        _effects.Add(new HandOver());
        _isHandedOver = true;
    }
}
