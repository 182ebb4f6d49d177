namespace Weir.Actors.Jobs;

/// <summary>How a job ends: its subtasks stop, the outcome is recorded, its checkpoints are tidied up, and it is complete.</summary>
internal sealed partial class JobMachine
{
    private void OnCancelRequested()
    {
        if (!IsEnding)
        {
            End(JobState.Cancelling, StopReason.Cancellation);
        }
    }

    private void End(JobState ending, StopReason reason, string? because = null)
    {
        CancelRestartTimer();
        CancelRelocation();
        _rescale = null;
        LackingSlots = 0;
        _awaitedSelection = _recovery is { Phase: RecoveryPhase.Selecting } selecting ? selecting.Selection : 0;
        if (!_hasRestored && _awaitedSelection == 0)
        {
            // The coordinator has never heard what is in the storage: it could delete nothing of it.
            _awaitedSelection = ++_selections;
            _effects.Add(new SelectRestore(_awaitedSelection));
        }

        _recovery = null;
        Become(ending);
        StopCheckpoints(reason, because);
        StopAlive(_topology.Subtasks, reason);
        Proceed();
    }

    private void OnOutcomeRecorded(OutcomeRecorded recorded)
    {
        if (_endStep == EndStep.RecordingOutcome)
        {
            _endStep = EndStep.ShuttingDown;
            _effects.Add(new ShutDownCheckpointing(Outcome(), IsRecorded: recorded.Problem is null));
        }
    }

    private void OnShutDown()
    {
        if (_endStep != EndStep.ShuttingDown)
        {
            return;
        }

        _endStep = EndStep.Over;
        _effects.Add(new CancelJobTimer(new(JobTimerKind.Reconciliation)));
        var outcome = Outcome();
        Become(outcome switch
        {
            JobOutcome.Finished => JobState.Finished,
            JobOutcome.Cancelled => JobState.Cancelled,
            _ => JobState.Failed,
        });
        _effects.Add(new CompleteJob(outcome, _failure));
    }

    private JobOutcome Outcome() => State switch
    {
        JobState.Finishing => JobOutcome.Finished,
        JobState.Cancelling => JobOutcome.Cancelled,
        _ => JobOutcome.Failed,
    };
}
