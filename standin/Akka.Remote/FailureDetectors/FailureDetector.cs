using System.Diagnostics;

namespace Akka.Remote;

/// <returns>Milliseconds since some moment in the past.</returns>
public delegate long Clock();

/// <summary>Says whether somebody who sends heartbeats is still there. Not safe for use by many threads unless a type says so.</summary>
public abstract class FailureDetector
{
    /// <summary>Never goes back.</summary>
    public static readonly Clock DefaultClock = () => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    public abstract bool IsAvailable { get; }

    /// <summary>True from the first heartbeat on.</summary>
    public abstract bool IsMonitoring { get; }

    public abstract void HeartBeat();
}
