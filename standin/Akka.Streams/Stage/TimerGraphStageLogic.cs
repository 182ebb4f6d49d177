using Akka.Actor;

namespace Akka.Streams.Stage;

/// <summary>A logic with timers, each known by its key. A timer that was cancelled or replaced never fires.</summary>
public abstract class TimerGraphStageLogic : GraphStageLogic
{
    private readonly Dictionary<object, (long Id, ICancelable Task, bool Repeats)> _timers = [];
    private Action<(object Key, long Id)>? _fired;
    private long _lastId;

    protected TimerGraphStageLogic(Shape shape) : base(shape)
    {
    }

    private Action<(object Key, long Id)> Fired => _fired ??= GetAsyncCallback<(object Key, long Id)>(timer =>
    {
        if (!_timers.TryGetValue(timer.Key, out var current) || current.Id != timer.Id)
            return;
        if (!current.Repeats)
            _timers.Remove(timer.Key);
        OnTimer(timer.Key);
    });

    /// <summary>Called when a timer fires, like any other signal.</summary>
    protected abstract void OnTimer(object timerKey);

    /// <summary>Starts a timer that fires once, in place of the one with this key.</summary>
    protected void ScheduleOnce(object timerKey, TimeSpan delay)
    {
        CancelTimer(timerKey);
        var (id, fired) = (++_lastId, Fired);
        _timers[timerKey] = (id, Materializer.ScheduleOnce(delay, () => fired((timerKey, id))), false);
    }

    /// <summary>Starts a timer that fires again and again, in place of the one with this key.</summary>
    protected void ScheduleRepeatedly(object timerKey, TimeSpan initialDelay, TimeSpan interval)
    {
        CancelTimer(timerKey);
        var (id, fired) = (++_lastId, Fired);
        _timers[timerKey] = (id, Materializer.ScheduleRepeatedly(initialDelay, interval, () => fired((timerKey, id))), true);
    }

    protected void ScheduleRepeatedly(object timerKey, TimeSpan interval) => ScheduleRepeatedly(timerKey, interval, interval);

    protected void CancelTimer(object timerKey)
    {
        if (_timers.Remove(timerKey, out var timer))
            timer.Task.Cancel();
    }

    protected bool IsTimerActive(object timerKey) => _timers.ContainsKey(timerKey);

    protected override void AfterPostStop()
    {
        foreach (var timer in _timers.Values)
            timer.Task.Cancel();
        _timers.Clear();
        base.AfterPostStop();
    }
}
