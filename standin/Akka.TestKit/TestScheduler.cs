using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time stands still until the test moves it. What is due is run on the thread that moves the time, in
/// the order of due times; what repeats is run at most once for each move.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Lock sync = new();
    private readonly PriorityQueue<Item, (DateTimeOffset Due, long Order)> items = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private DateTimeOffset now = DateTimeOffset.UtcNow;
    private long order;

    /// <summary>Starts at the present time.</summary>
    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
    }

    /// <summary>The time that the test has come to.</summary>
    public DateTimeOffset Now => TimeNow;

    /// <summary>Real time since the start: it moves by itself.</summary>
    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(started);

    /// <summary>Real time since the start: it moves by itself.</summary>
    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(started);

    /// <summary>The scheduler of actions.</summary>
    public IAdvancedScheduler Advanced => this;

    /// <summary>The time that the test has come to.</summary>
    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (sync)
            {
                return now;
            }
        }
    }

    /// <summary>Moves the time and runs what has come due.</summary>
    public void Advance(TimeSpan offset)
    {
        var due = new List<Item>();
        lock (sync)
        {
            now += offset;
            while (items.TryPeek(out var item, out var key) && key.Due <= now)
            {
                items.Dequeue();
                due.Add(item);
            }
        }

        foreach (var item in due)
        {
            if (item.Cancelable?.IsCancellationRequested == true)
            {
                continue;
            }

            item.Action();
            if (item.Interval is { } interval && item.Cancelable?.IsCancellationRequested != true)
            {
                Schedule(item, interval);
            }
        }
    }

    /// <summary>Moves the time to a later point and runs what has come due.</summary>
    public void AdvanceTo(DateTimeOffset when)
    {
        var offset = when - Now;
        if (offset < TimeSpan.Zero)
        {
            throw new InvalidOperationException($"Time cannot be moved back from {Now:O} to {when:O}.");
        }

        Advance(offset);
    }

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(new Item(() => receiver.Tell(message, sender), null, cancelable), delay);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(new Item(() => receiver.Tell(message, sender), interval, cancelable), initialDelay);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Schedule(new Item(action, null, cancelable), delay);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action.Run, null);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => ScheduleOnce(delay, action.Run, cancelable);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(new Item(action, interval, cancelable), initialDelay);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, null);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    private void Schedule(Item item, TimeSpan delay)
    {
        lock (sync)
        {
            items.Enqueue(item, (now + delay, order++));
        }
    }

    private sealed record Item(Action Action, TimeSpan? Interval, ICancelable Cancelable);
}
