namespace Weir.Actors.Coordination;

/// <content>What may change while the job runs: interval, pause and timeout.</content>
internal sealed partial class CheckpointCoordinator
{
    private void OnReconfigured(CheckpointingConfiguration changed)
    {
        var former = _configuration;
        _configuration = former with { Interval = changed.Interval, MinimumPause = changed.MinimumPause, Timeout = changed.Timeout };
        if (_phase != Phase.Active)
        {
            return;
        }

        if (former.Interval != changed.Interval)
        {
            ChangeInterval();
        }
        else if (former.MinimumPause > changed.MinimumPause)
        {
            ShortenPause();
        }

        if (former.Timeout != changed.Timeout)
        {
            // As if they had had it from the first.
            foreach (var pending in _pending.Values.Where(pending => !pending.IsFinalizing))
            {
                var left = pending.Begun + _configuration.Timeout - _now;
                _effects.Add(new Schedule(new(CoordinatorTimerKind.Expiry, pending.Id), left > TimeSpan.Zero ? left : TimeSpan.Zero));
            }
        }
    }

    // The next one may be waiting for the end of a pause that is none any more.
    private void ShortenPause()
    {
        if (_configuration.Interval is not { } interval || IsStopping || _isPeriodicDue || _roster.AllDataFinished)
        {
            return;
        }

        var isResting = _isResting;
        var due = !isResting ? _now + interval : _lastEnded is { } ended ? ended + _configuration.MinimumPause : _now;
        if (due < _periodicAt)
        {
            SchedulePeriodic(due > _now ? due - _now : TimeSpan.Zero);
            _isResting = isResting;
        }
    }

    private void ChangeInterval()
    {
        if (_configuration.Interval is not { } interval)
        {
            _isPeriodicDue = false;
            _effects.Add(new CancelTimer(new(CoordinatorTimerKind.Periodic)));
        }
        else if (!IsStopping && !_roster.AllDataFinished)
        {
            SchedulePeriodic(interval);
        }
    }
}
