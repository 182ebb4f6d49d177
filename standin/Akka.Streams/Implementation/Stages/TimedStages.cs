using System.Diagnostics;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>
/// Lets elements pass at a rate, as a bucket of tokens allows: it fills at the rate, up to the burst, and each element takes
/// tokens for its cost.
/// </summary>
internal sealed class ThrottleLogic<T> : TimedLinearLogic<T, T>
{
    private readonly Func<T, int> _cost;
    private readonly ThrottleMode _mode;
    private readonly long _capacity;
    private readonly double _ticksPerToken;
    private double _tokens;
    private long _lastTicks;
    private T _waiting = default!;
    private bool _hasWaiting;

    public ThrottleLogic(LinearStage<T, T> stage, int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode) : base(stage)
    {
        _cost = calculateCost;
        _mode = mode;
        _capacity = maximumBurst;
        _ticksPerToken = (double)per.Ticks / cost;
        _tokens = maximumBurst;
        _lastTicks = Stopwatch.GetTimestamp();
    }

    public override void OnPush()
    {
        var element = Grab(In);
        var cost = _cost(element);
        var now = Stopwatch.GetTimestamp();
        _tokens = Math.Min(_capacity, _tokens + (Stopwatch.GetElapsedTime(_lastTicks, now).Ticks / _ticksPerToken));
        _lastTicks = now;
        _tokens -= cost;
        if (_tokens >= 0)
        {
            Push(Out, element);
        }
        else if (_mode == ThrottleMode.Enforcing)
        {
            FailStage(new OverflowException("Maximum throttle throughput exceeded"));
        }
        else
        {
            (_waiting, _hasWaiting) = (element, true);
            ScheduleOnce(nameof(ThrottleLogic<T>), TimeSpan.FromTicks((long)Math.Ceiling(-_tokens * _ticksPerToken)));
        }
    }

    public override void OnUpstreamFinish()
    {
        if (!_hasWaiting)
            CompleteStage();
    }

    protected override void OnTimer(object timerKey)
    {
        Push(Out, _waiting);
        (_waiting, _hasWaiting) = (default!, false);
        if (IsClosed(In))
            CompleteStage();
    }
}

/// <summary>Groups what comes within a time, at most so many elements.</summary>
internal sealed class GroupedWithinLogic<T>(LinearStage<T, IEnumerable<T>> stage, int count, TimeSpan interval) : TimedLinearLogic<T, IEnumerable<T>>(stage)
{
    private List<T> _group = [];
    private bool _isDue;

    public override void PreStart()
    {
        ScheduleRepeatedly(nameof(GroupedWithinLogic<T>), interval);
        Pull(In);
    }

    public override void OnPush()
    {
        _group.Add(Grab(In));
        if (_group.Count == count)
        {
            ScheduleRepeatedly(nameof(GroupedWithinLogic<T>), interval);
            _isDue = true;
        }
        else
        {
            Pull(In);
        }

        FlushIfDue();
    }

    public override void OnPull() => FlushIfDue();

    public override void OnUpstreamFinish()
    {
        if (_group.Count == 0)
            CompleteStage();
        else
            _isDue = true;
        FlushIfDue();
    }

    protected override void OnTimer(object timerKey)
    {
        _isDue |= _group.Count > 0;
        FlushIfDue();
    }

    private void FlushIfDue()
    {
        if (!_isDue || !IsAvailable(Out))
            return;
        var group = _group;
        (_group, _isDue) = ([], false);
        Push(Out, group);
        if (IsClosed(In))
            CompleteStage();
        else if (!HasBeenPulled(In))
            Pull(In);
    }
}

/// <summary>Ends the stream after a time.</summary>
internal sealed class TakeWithinLogic<T>(LinearStage<T, T> stage, TimeSpan duration) : TimedLinearLogic<T, T>(stage)
{
    public override void PreStart() => ScheduleOnce(nameof(TakeWithinLogic<T>), duration);

    public override void OnPush() => Push(Out, Grab(In));

    protected override void OnTimer(object timerKey) => CompleteStage();
}

/// <summary>Drops what comes before a time is over.</summary>
internal sealed class SkipWithinLogic<T>(LinearStage<T, T> stage, TimeSpan duration) : TimedLinearLogic<T, T>(stage)
{
    private bool _skips = true;

    public override void PreStart() => ScheduleOnce(nameof(SkipWithinLogic<T>), duration);

    public override void OnPush()
    {
        var element = Grab(In);
        if (_skips)
            Pull(In);
        else
            Push(Out, element);
    }

    protected override void OnTimer(object timerKey) => _skips = false;
}

/// <summary>Asks for the first element only after a time.</summary>
internal sealed class InitialDelayLogic<T>(LinearStage<T, T> stage, TimeSpan delay) : TimedLinearLogic<T, T>(stage)
{
    private bool _waits = true;

    public override void PreStart()
    {
        if (delay == TimeSpan.Zero)
            _waits = false;
        else
            ScheduleOnce(nameof(InitialDelayLogic<T>), delay);
    }

    public override void OnPush() => Push(Out, Grab(In));

    public override void OnPull()
    {
        if (!_waits)
            Pull(In);
    }

    protected override void OnTimer(object timerKey)
    {
        _waits = false;
        if (IsAvailable(Out))
            Pull(In);
    }
}

/// <summary>When a stream is too slow.</summary>
internal enum TimeoutKind
{
    /// <summary>No element within the time from the start.</summary>
    Initial,

    /// <summary>Not complete within the time from the start.</summary>
    Completion,

    /// <summary>No element within the time from the last.</summary>
    Idle,

    /// <summary>The downstream did not ask within the time from the last element.</summary>
    Backpressure,
}

/// <summary>Fails a stream that is too slow.</summary>
internal sealed class TimeoutLogic<T>(LinearStage<T, T> stage, TimeSpan timeout, TimeoutKind kind) : TimedLinearLogic<T, T>(stage)
{
    private long _since;
    private bool _isWaiting = true;

    public override void PreStart()
    {
        _since = Stopwatch.GetTimestamp();
        _isWaiting = kind != TimeoutKind.Backpressure;
        if (kind is TimeoutKind.Initial or TimeoutKind.Completion)
            ScheduleOnce(nameof(TimeoutLogic<T>), timeout);
        else
            ScheduleRepeatedly(nameof(TimeoutLogic<T>), timeout / 8 > TimeSpan.FromMilliseconds(100) ? TimeSpan.FromMilliseconds(100) : timeout / 8);
    }

    public override void OnPush()
    {
        _since = Stopwatch.GetTimestamp();
        if (kind == TimeoutKind.Initial)
            _isWaiting = false;
        else if (kind == TimeoutKind.Backpressure)
            _isWaiting = true;
        Push(Out, Grab(In));
    }

    public override void OnPull()
    {
        if (kind == TimeoutKind.Backpressure)
            _isWaiting = false;
        Pull(In);
    }

    protected override void OnTimer(object timerKey)
    {
        if (!_isWaiting || (kind is TimeoutKind.Idle or TimeoutKind.Backpressure && Stopwatch.GetElapsedTime(_since) < timeout))
            return;
        FailStage(new TimeoutException(kind switch
        {
            TimeoutKind.Initial => $"The first element has not yet passed through in {timeout}.",
            TimeoutKind.Completion => $"The stream has not been completed in {timeout}.",
            TimeoutKind.Idle => $"No elements passed in the last {timeout}.",
            _ => $"No demand signalled in the last {timeout}.",
        }));
    }
}

/// <summary>Injects an element when none has come for a time.</summary>
internal sealed class KeepAliveLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, TimeSpan timeout, Func<TOut> inject) : TimedLinearLogic<TIn, TOut>(stage)
    where TIn : TOut
{
    private long _since = Stopwatch.GetTimestamp();

    public override void PreStart() => Pull(In);

    public override void OnPush()
    {
        _since = Stopwatch.GetTimestamp();
        CancelTimer(nameof(KeepAliveLogic<TIn, TOut>));
        if (!IsAvailable(Out))
            return;
        Push(Out, Grab(In));
        Pull(In);
    }

    public override void OnPull()
    {
        if (IsAvailable(In))
        {
            Push(Out, Grab(In));
            if (IsClosed(In))
                CompleteStage();
            else
                Pull(In);
            return;
        }

        var left = timeout - Stopwatch.GetElapsedTime(_since);
        if (left > TimeSpan.Zero)
            ScheduleOnce(nameof(KeepAliveLogic<TIn, TOut>), left);
        else
            Inject();
    }

    public override void OnUpstreamFinish()
    {
        if (!IsAvailable(In))
            CompleteStage();
    }

    protected override void OnTimer(object timerKey)
    {
        if (IsAvailable(Out) && !IsAvailable(In))
            Inject();
    }

    private void Inject()
    {
        _since = Stopwatch.GetTimestamp();
        Push(Out, inject());
    }
}
