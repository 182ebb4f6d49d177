namespace Weir.Actors.Slots;

/// <content>Subtasks that do not stop.</content>
internal sealed partial class TaskManagerMachine
{
    // Not told to, but it has failed: from now on it has as long.
    private void OnEnds(DeployedSubtask subtask)
    {
        if (_running.Remove(subtask))
        {
            _ending.Add(subtask, _now);
        }
    }

    private void GiveUpWhatHangs()
    {
        ForgiveStandstill();
        var hanging = InOrder(_ending.Where(entry => _now - entry.Value >= stopTimeout).Select(entry => entry.Key)).ToList();
        if (hanging.Count == 0)
        {
            return;
        }

        foreach (var subtask in hanging)
        {
            _effects.Add(new ReportHanging(subtask, _now - _ending[subtask]));
        }

        if (isNode)
        {
            _effects.Add(new SendFailure(Id, $"{hanging[0]} has not stopped within {stopTimeout.TotalSeconds:0.#} s"));
            _phase = Phase.Failed;
            _effects.Add(new EndNode());
            return;
        }

        foreach (var subtask in hanging)
        {
            _effects.Add(new AbandonSubtask(subtask, _now - _ending[subtask]));
            _ending.Remove(subtask);
        }

        GoOnWhenClear();
    }

    // A process that stood still gave its subtasks no time to stop.
    private void ForgiveStandstill()
    {
        var late = _now - _lastTick - heartbeatInterval;
        _lastTick = _now;
        if (late > heartbeatInterval)
        {
            foreach (var subtask in _ending.Keys.ToList())
            {
                _ending[subtask] += late;
            }
        }
    }
}
