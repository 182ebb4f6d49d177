using System.Diagnostics;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Runs what is due on one thread of its own, in the order of due times. The name is the package's; what is inside is a heap.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly object _lock = new();
    private readonly PriorityQueue<Entry, (long Due, long Order)> _entries = new();
    private readonly TimeSpan _shutdownTimeout;
    private Thread _thread;
    private long _order;
    private int _sweepAt = 1024;
    private bool _stopped;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log) =>
        _shutdownTimeout = scheduler.GetTimeSpan("akka.scheduler.shutdown-timeout", TimeSpan.FromSeconds(5));

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    protected override DateTimeOffset TimeNow => DateTimeOffset.Now;

    public void Dispose()
    {
        Thread thread;
        lock (_lock)
        {
            _stopped = true;
            _entries.Clear();
            thread = _thread;
            Monitor.PulseAll(_lock);
        }

        if (thread is not null && thread != Thread.CurrentThread && !thread.Join(_shutdownTimeout))
            Log.Warning("The scheduler did not stop within {0}: an action that it runs does not end.", _shutdownTimeout);
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Entry(delay, TimeSpan.Zero, cancelable) { Receiver = receiver, Message = message, Sender = sender });

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Entry(initialDelay, interval, cancelable) { Receiver = receiver, Message = message, Sender = sender });

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(new Entry(delay, TimeSpan.Zero, cancelable) { Action = action });

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(new Entry(delay, TimeSpan.Zero, cancelable) { Action = action.Run });

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(new Entry(initialDelay, interval, cancelable) { Action = action });

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(new Entry(initialDelay, interval, cancelable) { Action = action.Run });

    private static long After(TimeSpan delay) =>
        Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);

    private void Add(Entry entry)
    {
        if (entry.IsCancelled)
            return;
        entry.Due = After(entry.Delay);
        lock (_lock)
        {
            if (_stopped)
                throw new SchedulerException("cannot enqueue after timer shutdown");
            if (_entries.Count >= _sweepAt)
                Sweep();
            _entries.Enqueue(entry, (entry.Due, _order++));
            if (_thread is null)
            {
                _thread = new Thread(Loop) { IsBackground = true, Name = "akka-scheduler" };
                _thread.Start();
            }
            else if (_entries.Peek() == entry)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Cancelled entries stay until they are due; without a sweep, many long ones would fill the memory.</summary>
    private void Sweep()
    {
        var live = _entries.UnorderedItems.Where(item => !item.Element.IsCancelled).ToArray();
        _entries.Clear();
        _entries.EnqueueRange(live);
        _sweepAt = Math.Max(1024, live.Length * 2);
    }

    private void Loop()
    {
        while (TakeDue() is { } entry)
        {
            entry.Run(Log);
            if (entry.Interval <= TimeSpan.Zero || entry.IsCancelled)
                continue;
            entry.Due += (long)(entry.Interval.TotalSeconds * Stopwatch.Frequency);
            lock (_lock)
            {
                if (!_stopped)
                    _entries.Enqueue(entry, (entry.Due, _order++));
            }
        }
    }

    /// <returns>Null when the scheduler has stopped.</returns>
    private Entry TakeDue()
    {
        lock (_lock)
        {
            while (!_stopped)
            {
                if (!_entries.TryPeek(out var entry, out _))
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                var left = entry.Due - Stopwatch.GetTimestamp();
                if (entry.IsCancelled || left <= 0)
                {
                    _entries.Dequeue();
                    if (!entry.IsCancelled)
                        return entry;
                }
                else
                {
                    var milliseconds = Math.Ceiling(left * 1000.0 / Stopwatch.Frequency);
                    Monitor.Wait(_lock, (int)Math.Min(milliseconds, int.MaxValue));
                }
            }

            return null;
        }
    }

    private sealed class Entry
    {
        private readonly ICancelable _cancelable;

        public Entry(TimeSpan delay, TimeSpan interval, ICancelable cancelable)
        {
            Delay = delay;
            Interval = interval;
            _cancelable = cancelable;
        }

        public long Due { get; set; }

        public TimeSpan Delay { get; }

        public TimeSpan Interval { get; }

        public Action Action { get; init; }

        public ICanTell Receiver { get; init; }

        public object Message { get; init; }

        public IActorRef Sender { get; init; }

        public bool IsCancelled => _cancelable is { IsCancellationRequested: true };

        public void Run(ILoggingAdapter log)
        {
            try
            {
                if (Action is not null)
                    Action();
                else
                    Receiver.Tell(Message, Sender);
            }
            catch (Exception exception)
            {
                log.Error(exception, "A scheduled action failed: {0}", exception.Message);
            }
        }
    }
}
