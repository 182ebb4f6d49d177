using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// Turns the time since the last heartbeat into phi, how unlikely such a silence is given the intervals seen so far:
/// -log10 of the chance that a heartbeat still comes. Unavailable from the threshold on. Safe for use by many threads.
/// </summary>
public class PhiAccrualFailureDetector : FailureDetector
{
    private readonly Lock _lock = new();
    private readonly Clock _clock;
    private readonly double _threshold;
    private readonly double _minDeviationMilliseconds;
    private readonly double _pauseMilliseconds;
    private readonly double _firstEstimateMilliseconds;
    private readonly HeartbeatHistory _history;
    private readonly EventStream _eventStream;
    private long? _lastAt;

    public PhiAccrualFailureDetector(
        double threshold,
        int maxSampleSize,
        TimeSpan minStdDeviation,
        TimeSpan acceptableHeartbeatPause,
        TimeSpan firstHeartbeatEstimate,
        Clock clock = null)
        : this(clock ?? DefaultClock)
    {
        RequirePositive(threshold, "threshold");
        RequirePositive(maxSampleSize, "max-sample-size");
        RequirePositive(minStdDeviation.TotalMilliseconds, "min-std-deviation");
        RequirePositive(firstHeartbeatEstimate.TotalMilliseconds, "heartbeat-interval");
        if (acceptableHeartbeatPause < TimeSpan.Zero)
            throw new ArgumentException($"acceptable-heartbeat-pause is {acceptableHeartbeatPause}; it cannot be negative.", nameof(acceptableHeartbeatPause));

        _threshold = threshold;
        _minDeviationMilliseconds = minStdDeviation.TotalMilliseconds;
        _pauseMilliseconds = acceptableHeartbeatPause.TotalMilliseconds;
        _firstEstimateMilliseconds = firstHeartbeatEstimate.TotalMilliseconds;
        _history = new HeartbeatHistory(maxSampleSize);
    }

    public PhiAccrualFailureDetector(Config config, EventStream ev)
        : this(
            config.GetDouble("threshold"),
            config.GetInt("max-sample-size"),
            config.GetTimeSpan("min-std-deviation"),
            config.GetTimeSpan("acceptable-heartbeat-pause"),
            config.GetTimeSpan("heartbeat-interval")) =>
        _eventStream = ev;

    protected PhiAccrualFailureDetector(Clock clock) => _clock = clock ?? DefaultClock;

    /// <summary>Whom this watches, for the log.</summary>
    public string Address { get; set; } = "N/A";

    public override bool IsAvailable
    {
        get
        {
            lock (_lock)
                return PhiAt(_clock()) < _threshold;
        }
    }

    public override bool IsMonitoring
    {
        get
        {
            lock (_lock)
                return _lastAt is not null;
        }
    }

    internal double CurrentPhi
    {
        get
        {
            lock (_lock)
                return PhiAt(_clock());
        }
    }

    public override void HeartBeat()
    {
        lock (_lock)
        {
            var now = _clock();
            if (_lastAt is not { } last)
                Begin();
            else if (PhiAt(now) < _threshold)
                Learn(now - last);
            _lastAt = now;
        }
    }

    /// <summary>
    /// The logistic curve that is closest to the normal distribution (Bowling et al. 2009) gives the chance of a later heartbeat.
    /// </summary>
    internal static double Phi(double silenceMilliseconds, double meanMilliseconds, double deviationMilliseconds)
    {
        var y = (silenceMilliseconds - meanMilliseconds) / deviationMilliseconds;
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));
        return silenceMilliseconds > meanMilliseconds ? -Math.Log10(e / (1.0 + e)) : -Math.Log10(1.0 - (1.0 / (1.0 + e)));
    }

    private static void RequirePositive(double value, string key)
    {
        if (!(value > 0))
            throw new ArgumentException($"{key} of the failure detector is {value}; it has to be more than zero.");
    }

    /// <summary>Nothing is known yet: a mean as configured, and room around it.</summary>
    private void Begin()
    {
        _history.Clear();
        _history.Add(_firstEstimateMilliseconds * 0.75);
        _history.Add(_firstEstimateMilliseconds * 1.25);
    }

    private void Learn(long interval)
    {
        if (_eventStream is not null && interval >= _pauseMilliseconds / 3 * 2 && _pauseMilliseconds > 0)
            _eventStream.Publish(new Warning(ToString(), GetType(), $"heartbeat interval is growing too large for address {Address}: {interval} millis"));
        _history.Add(interval);
    }

    private double PhiAt(long now)
    {
        if (_lastAt is not { } last)
            return 0;
        var deviation = Math.Max(_history.Deviation, _minDeviationMilliseconds);
        return Phi(now - last, _history.Mean + _pauseMilliseconds, deviation);
    }
}
