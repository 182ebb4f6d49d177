namespace Weir.Actors.Restarts;

/// <summary>What a strategy says to a failure.</summary>
/// <param name="Delay">To wait before the restart; zero when there is none.</param>
/// <param name="Reason">In words, for log and history.</param>
internal readonly record struct RestartDecision(bool ShouldRestart, TimeSpan Delay, string Reason)
{
    public static RestartDecision After(TimeSpan delay, string reason) => new(true, delay, reason);

    public static RestartDecision GiveUp(string reason) => new(false, TimeSpan.Zero, reason);
}

/// <summary>
/// Decides whether and when a failed job starts again. Single-threaded; it remembers the failures that it was asked
/// about, so one instance belongs to one job. Created by <see cref="RestartConfiguration.CreateStrategy"/>.
/// </summary>
internal abstract class RestartStrategy
{
    /// <summary>Called once for each failure that would start a recovery.</summary>
    /// <param name="random">In [0, 1).</param>
    public abstract RestartDecision OnFailure(DateTimeOffset now, double random);
}
