namespace Akka.Actor;

/// <summary>What a timer puts into the mailbox. It counts only while the timer that sent it is still set.</summary>
internal sealed class TimerMessage : INoSerializationVerificationNeeded
{
    public TimerMessage(TimerScheduler owner, object key, object message, bool repeats)
    {
        Owner = owner;
        Key = key;
        Message = message;
        Repeats = repeats;
    }

    public TimerScheduler Owner { get; }

    public object Key { get; }

    public object Message { get; }

    public bool Repeats { get; }

    public override string ToString() => $"Timer [{Key}]: {Message}";
}

internal sealed class TimerScheduler : ITimerScheduler
{
    private readonly ActorCell _cell;
    private readonly Dictionary<object, (TimerMessage Message, ICancelable Task)> _timers = [];

    public TimerScheduler(ActorCell cell) => _cell = cell;

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        StartPeriodicTimer(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, initialDelay, interval, _cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender)
    {
        var message = new TimerMessage(this, key, msg, repeats: true);
        Start(message, _cell.System.Scheduler.ScheduleTellRepeatedlyCancelable(initialDelay, interval, _cell.Self, message, sender));
    }

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => StartSingleTimer(key, msg, timeout, _cell.Self);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender)
    {
        var message = new TimerMessage(this, key, msg, repeats: false);
        Start(message, _cell.System.Scheduler.ScheduleTellOnceCancelable(timeout, _cell.Self, message, sender));
    }

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
            timer.Task.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values)
            timer.Task.Cancel();
        _timers.Clear();
    }

    /// <returns>False for a message of a timer that was cancelled or set anew after the message was sent.</returns>
    public bool TryAccept(TimerMessage timer, out object message)
    {
        message = timer.Message;
        if (timer.Owner != this || !_timers.TryGetValue(timer.Key, out var current) || current.Message != timer)
            return false;
        if (!timer.Repeats)
            _timers.Remove(timer.Key);
        return true;
    }

    private void Start(TimerMessage message, ICancelable task)
    {
        Cancel(message.Key);
        _timers[message.Key] = (message, task);
    }
}
