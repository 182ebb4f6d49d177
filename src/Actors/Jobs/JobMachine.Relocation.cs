namespace Weir.Actors.Jobs;

/// <content>
/// A planned move: a checkpoint if one can be had in time, then a restart of the regions elsewhere. It is no failure:
/// neither the restart strategy nor the history of failures hears of it.
/// </content>
internal sealed partial class JobMachine
{
    /// <summary>How long a move waits for its checkpoint, if nothing else is said.</summary>
    public static readonly TimeSpan DefaultRelocationTimeout = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _relocationTimeout;

    // Slots that have to be left.
    private readonly SortedSet<int> _leaving = [];
    private string _leavingReason = "";
    private int _relocations;

    // The one that waits for its checkpoint, or for the job to run so that one can be taken; 0: none.
    private int _relocation;

    private void OnSlotsLeaving(SlotsLeaving leaving)
    {
        if (IsEnding)
        {
            return;
        }

        _leaving.UnionWith(leaving.Slots);
        _leavingReason = leaving.Reason;
        if (_recovery is { Phase: not RecoveryPhase.Deploying } recovery)
        {
            // The job stands still in any case; those that still run there are stopped too.
            var joining = RegionsToMove().Except(recovery.Regions).ToList();
            recovery.Regions.UnionWith(joining);
            StopAgain(recovery);
            StopAlive(SubtasksOf(joining), StopReason.Relocation);
            Proceed();
        }
        else if (_relocation == 0)
        {
            BeginRelocation();
        }
    }

    private void BeginRelocation()
    {
        _relocation = ++_relocations;
        _effects.Add(new SetJobTimer(new(JobTimerKind.Relocation, _relocation), _relocationTimeout));
        CheckpointForRelocation();
    }

    private void CheckpointForRelocation()
    {
        if (_relocation > 0 && _checkpointing == Checkpointing.On)
        {
            _effects.Add(new RequestCheckpoint(_relocation));
        }
    }

    private void OnRelocationCheckpointEnded(RelocationCheckpointEnded ended)
    {
        if (_relocation == ended.Relocation)
        {
            Relocate(ended.CheckpointId, ended.Message);
        }
    }

    private void OnRelocationTimeout(int number)
    {
        if (_relocation == number)
        {
            Relocate(null, $"no checkpoint was complete within {_relocationTimeout}");
        }
    }

    private void Relocate(long? checkpointId, string message)
    {
        var regions = _rescale is null ? RegionsToMove() : AllRegions();
        if (regions.Count == 0)
        {
            CancelRelocation();
            return;
        }

        _effects.Add(_rescale is { } rescale
            ? new ReportRescaling(rescale.Change, checkpointId, message)
            : new ReportRelocating(_leavingReason, checkpointId, message));
        _recovery = new Recovery(++_recoveries, regions, _now) { RelocationNumber = _relocation, IsDelayOver = true };
        CancelRelocation();
        Become(JobState.Restarting);
        StopCheckpoints(StopReason.Relocation);
        StopAlive(SubtasksOf(_recovery.Regions), StopReason.Relocation);
        Proceed();
    }

    private void OnRestartRequested(RestartRequested requested)
    {
        if (IsEnding)
        {
            return;
        }

        CancelRelocation();
        _effects.Add(new ReportRestarting(requested.Reason));
        if (_recovery is { Phase: not RecoveryPhase.Deploying } joined)
        {
            // What goes on beside the regions that are being started again starts again with them.
            joined.Regions.UnionWith(AllRegions());
            StopAgain(joined);
            StopAlive(_topology.Subtasks, _lastStop);
            Proceed();
            return;
        }

        _recovery = new Recovery(++_recoveries, AllRegions(), _now) { RelocationNumber = ++_relocations, IsDelayOver = true };
        Become(JobState.Restarting);
        StopCheckpoints(StopReason.Relocation);
        StopAlive(_topology.Subtasks, StopReason.Relocation);
        Proceed();
    }

    private void CancelRelocation()
    {
        if (_relocation > 0)
        {
            _effects.Add(new CancelJobTimer(new(JobTimerKind.Relocation, _relocation)));
            _relocation = 0;
        }
    }

    private IReadOnlyList<int> AllRegions() => [.. Enumerable.Range(0, _topology.Regions.Count)];

    private IReadOnlyList<int> RegionsToMove() =>
        [.. _topology.Subtasks.Where(subtask => _leaving.Contains(subtask.Index)).Select(_topology.RegionOf).Distinct().Order()];
}
