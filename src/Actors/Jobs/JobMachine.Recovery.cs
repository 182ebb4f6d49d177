using Weir.Actors.Restarts;

namespace Weir.Actors.Jobs;

/// <content>What a failure leads to.</content>
internal sealed partial class JobMachine
{
    private void Fail(IReadOnlyList<SubtaskId> subtasks, IEnumerable<int> failed, FailureCause cause, double random)
    {
        // What has to move anyway moves with it: there is no second interruption then.
        var regions = (_rescale is null ? failed.Union(RegionsToMove()) : AllRegions()).ToList();
        CancelRelocation();
        _failures++;
        var decision = cause.IsPermanent
            ? RestartDecision.GiveUp("starting again cannot help")
            : _restarts.OnFailure(_now, random);
        var detect = cause.OccurredAt is { } occurred && occurred < _now ? _now - occurred : TimeSpan.Zero;
        _effects.Add(new RecordFailure(new FailureEntry(
            _failures, _now, subtasks, cause, detect, decision.ShouldRestart ? decision.Delay : null, decision.Reason)));
        if (!decision.ShouldRestart)
        {
            _failure = cause;
            End(JobState.Failing, StopReason.JobFailing, Describe(subtasks, cause));
            return;
        }

        if (_recovery is { Phase: not RecoveryPhase.Deploying } joined)
        {
            joined.Regions.UnionWith(regions);
            CancelRestartTimer();
            joined.Number = ++_recoveries;
            joined.FailureNumber = joined.FailureNumber == 0 ? _failures : joined.FailureNumber;
            joined.IsDelayOver = false;
            StopAgain(joined);
        }
        else
        {
            _recovery = new Recovery(++_recoveries, regions, _now) { FailureNumber = _failures };
        }

        Become(JobState.Restarting);
        StopCheckpoints(StopReason.TaskFailure, Describe(subtasks, cause));
        StopAlive(SubtasksOf(_recovery.Regions), StopReason.TaskFailure);
        _effects.Add(new SetJobTimer(new(JobTimerKind.Restart, _recovery.Number), decision.Delay));
        Proceed();
    }

    private string Describe(IReadOnlyList<SubtaskId> subtasks, FailureCause cause) => subtasks switch
    {
        [] => cause.Message,
        [var only] => $"{_topology.NameOf(only)} failed: {cause.Message}",
        [var first, ..] => $"{_topology.NameOf(first)} and {subtasks.Count - 1} more failed: {cause.Message}",
    };

    private void OnDelayElapsed(int number)
    {
        if (_recovery is { Phase: RecoveryPhase.Stopping } recovery && recovery.Number == number)
        {
            recovery.IsDelayOver = true;
            Proceed();
        }
    }

    private void OnQuiesced()
    {
        if (_checkpointing == Checkpointing.Stopping)
        {
            _checkpointing = Checkpointing.Off;
            Proceed();
        }
    }

    private void OnRestoreSelected(RestoreSelected selected)
    {
        if (selected.Selection == _awaitedSelection)
        {
            // Nothing is deployed any more; but only now the coordinator can know what there is to delete.
            _awaitedSelection = 0;
            _hasRestored = true;
            _effects.Add(new RestoreCheckpointing(selected.CheckpointId));
            Proceed();
            return;
        }

        if (_recovery is not { Phase: RecoveryPhase.Selecting } recovery || recovery.Selection != selected.Selection)
        {
            return;
        }

        _hasRestored = true;
        recovery.Phase = RecoveryPhase.Taking;
        recovery.RestoredCheckpoint = selected.CheckpointId;
        recovery.Skipped = selected.Skipped;
        recovery.Attempt = _lastAttempt = _lastAttempt.Next();
        _effects.Add(new RestoreCheckpointing(selected.CheckpointId));
        _effects.Add(new TakeAttempt(recovery.Attempt));
    }

    private void OnAttemptRecorded(AttemptRecorded recorded)
    {
        if (_recovery is not { Phase: RecoveryPhase.Taking } recovery || recovery.Attempt != recorded.Attempt)
        {
            return;
        }

        recovery.Phase = RecoveryPhase.Deploying;
        recovery.DeployedFrom = _now;
        var subtasks = SubtasksOf(recovery.Regions);
        _subtasks.Begin(subtasks, recovery.Attempt);
        _effects.Add(new DeploySubtasks(subtasks, recovery.Attempt, recovery.RestoredCheckpoint));
    }

    private void OnRestoreRefused(RestoreRefused refused)
    {
        if (refused.Selection == _awaitedSelection)
        {
            _awaitedSelection = 0;
            Proceed();
        }
        else if (_recovery is { Phase: RecoveryPhase.Selecting } recovery && recovery.Selection == refused.Selection)
        {
            // If this ends the job, there is nothing to be gained by looking again.
            _hasRestored |= refused.Cause.IsPermanent;
            StopAgain(recovery);
            Fail([], recovery.Regions, refused.Cause, random: 0.5);
        }
    }

    // From wherever it was: what was granted and chosen is so no more.
    private void StopAgain(Recovery recovery)
    {
        recovery.Phase = RecoveryPhase.Stopping;
        LackingSlots = 0;
    }
}
