using System.Collections.Immutable;

namespace Weir.Actors.Jobs;

/// <content>The slots that the subtasks run in.</content>
internal sealed partial class JobMachine
{
    private void OnSlotsGranted(SlotsGranted granted)
    {
        if (_recovery is not { Phase: RecoveryPhase.Acquiring } recovery || recovery.Request != granted.Request)
        {
            return;
        }

        LackingSlots = 0;
        _leaving.Clear();
        recovery.Phase = RecoveryPhase.Selecting;
        recovery.SelectedFrom = _now;
        recovery.Selection = ++_selections;
        _effects.Add(new SelectRestore(recovery.Selection));
    }

    private void OnSlotsLacking(SlotsLacking lacking)
    {
        if (_recovery is { Phase: RecoveryPhase.Acquiring } recovery && recovery.Request == lacking.Request)
        {
            LackingSlots = lacking.Lacking;
            _effects.Add(new ReportWaiting(lacking.Lacking, lacking.Message));
        }
    }

    private void OnSlotsLost(SlotsLost lost)
    {
        _leaving.ExceptWith(lost.Slots);
        OnLost(
            [.. _topology.Subtasks.Where(subtask => lost.Slots.Contains(subtask.Index)).Select(_subtasks.Addressed)],
            lost.Cause,
            lost.Random);
        if (_recovery is { Phase: RecoveryPhase.Selecting or RecoveryPhase.Taking } recovery)
        {
            // They were granted, and nothing runs in them yet: no failure, but others are needed.
            StopAgain(recovery);
            Proceed();
        }
    }

    private ImmutableArray<int> SlotsInUse() =>
        [.. _subtasks.Alive(_topology.Subtasks).Select(subtask => subtask.Index).Distinct().Order()];

    // Messages to and from task managers may get lost with a connection. What has not been answered is said again, and
    // what should be there is asked for.
    private void OnReconciliation()
    {
        if (_endStep == EndStep.Over)
        {
            return;
        }

        _effects.Add(new SetJobTimer(new(JobTimerKind.Reconciliation), ReconciliationInterval));
        var alive = _subtasks.Alive(_topology.Subtasks);
        var stopping = alive.Where(subtask => IsEnding || IsBeingStopped(_topology.RegionOf(subtask))).ToList();
        StopAlive(stopping, _lastStop);
        if (stopping.Count < alive.Count)
        {
            _effects.Add(new AskSubtasks([.. alive.Except(stopping).Select(_subtasks.Addressed)]));
        }
    }
}
