using System.Diagnostics;

namespace Akka.Actor.Internal;

public interface IChildStats
{
}

/// <summary>A child and how often it was restarted in the current window.</summary>
public class ChildRestartStats : IChildStats
{
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
        RestartTimeWindowStartTicks = restartTimeWindowStartTicks;
    }

    public long Uid => Child.Path.Uid;

    public IInternalActorRef Child { get; }

    public uint MaxNrOfRetriesCount { get; private set; }

    public long RestartTimeWindowStartTicks { get; private set; }

    /// <summary>Counts one restart.</summary>
    /// <param name="maxNrOfRetries">Negative: no limit; 0: none is allowed.</param>
    /// <param name="withinTimeMilliseconds">Length of the window that the limit holds for; 0 or less: the limit holds for ever.</param>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
            return false;

        var hasLimit = maxNrOfRetries > 0;
        if (withinTimeMilliseconds <= 0)
        {
            MaxNrOfRetriesCount++;
            return !hasLimit || MaxNrOfRetriesCount <= maxNrOfRetries;
        }

        // Without a limit but with a window, one restart is allowed in each window.
        var limit = hasLimit ? maxNrOfRetries : 1;
        var now = Stopwatch.GetTimestamp();
        if (RestartTimeWindowStartTicks == 0)
            RestartTimeWindowStartTicks = now;
        var inWindow = Stopwatch.GetElapsedTime(RestartTimeWindowStartTicks, now).TotalMilliseconds <= withinTimeMilliseconds;
        if (inWindow)
        {
            MaxNrOfRetriesCount++;
        }
        else
        {
            MaxNrOfRetriesCount = 1;
            RestartTimeWindowStartTicks = now;
        }

        return MaxNrOfRetriesCount <= limit;
    }
}
