using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Available until no heartbeat has come for the interval and the pause together.</summary>
public class DeadlineFailureDetector : FailureDetector
{
    private const long Never = long.MinValue;

    private readonly Clock _clock;
    private readonly long _deadlineMilliseconds;
    private long _heartbeatAt = Never;

    public DeadlineFailureDetector(Config config, EventStream eventStream)
        : this(config.GetTimeSpan("acceptable-heartbeat-pause"), config.GetTimeSpan("heartbeat-interval"))
    {
    }

    public DeadlineFailureDetector(TimeSpan acceptableHeartbeatPause, TimeSpan heartbeatInterval, Clock clock = null)
    {
        if (acceptableHeartbeatPause < TimeSpan.Zero)
            throw new ArgumentException($"acceptable-heartbeat-pause is {acceptableHeartbeatPause}; it cannot be negative.", nameof(acceptableHeartbeatPause));
        if (heartbeatInterval <= TimeSpan.Zero)
            throw new ArgumentException($"heartbeat-interval is {heartbeatInterval}; it has to be more than zero.", nameof(heartbeatInterval));
        _clock = clock ?? DefaultClock;
        _deadlineMilliseconds = (long)(acceptableHeartbeatPause + heartbeatInterval).TotalMilliseconds;
    }

    public override bool IsAvailable
    {
        get
        {
            var at = Volatile.Read(ref _heartbeatAt);
            return at == Never || at + _deadlineMilliseconds > _clock();
        }
    }

    public override bool IsMonitoring => Volatile.Read(ref _heartbeatAt) != Never;

    public override void HeartBeat() => Volatile.Write(ref _heartbeatAt, _clock());
}
