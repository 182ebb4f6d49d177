namespace Weir.Actors.Slots;

/// <summary>
/// Which parallelism a job should have that follows the slots there are. Down at once, since it would wait for slots otherwise; up when there
/// have been as many for some time, since each change interrupts the job. Plain and single-threaded: what there is and the time go in, what
/// to do comes out.
/// </summary>
/// <param name="maximum">No more than that.</param>
/// <param name="stabilization">How long there have to be more slots.</param>
internal sealed class ReactiveScaling(int maximum, TimeSpan stabilization)
{
    /// <summary>How long it leaves alone what was refused.</summary>
    public static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(10);

    private int _wanted;
    private int _impossible;
    private DateTimeOffset _since;
    private int _refused;
    private DateTimeOffset _refusedUntil;

    /// <param name="slots">How many the job could have, those that it has included.</param>
    /// <param name="parallelism">How many it needs.</param>
    /// <param name="now">The time, which must not go backwards.</param>
    public ReactiveDecision Observe(int slots, int parallelism, DateTimeOffset now)
    {
        int target = Math.Min(slots, maximum);
        if (target < 1 || target == parallelism || target == _impossible)
        {
            _wanted = 0;
            return ReactiveDecision.Stay;
        }

        if (target == _refused && now < _refusedUntil)
        {
            return new ReactiveDecision(null, _refusedUntil - now);
        }

        if (target < parallelism)
        {
            _wanted = 0;
            return new ReactiveDecision(target, null);
        }

        if (_wanted != target)
        {
            (_wanted, _since) = (target, now);
        }

        TimeSpan left = _since + stabilization - now;
        if (left > TimeSpan.Zero)
        {
            return new ReactiveDecision(null, left);
        }

        _wanted = 0;
        return new ReactiveDecision(target, null);
    }

    /// <summary>The job cannot have that now: it may be tried again a while later.</summary>
    public void IsRefused(int parallelism, DateTimeOffset now) => (_refused, _refusedUntil) = (parallelism, now + RefusalPause);

    /// <summary>The job cannot have that: it is not to be tried again.</summary>
    public void IsImpossible(int parallelism) => _impossible = parallelism;
}

/// <summary>What to do with a job that follows the slots.</summary>
/// <param name="Target">The parallelism that it is to have now; null: the one it has.</param>
/// <param name="LookAgain">When it may be another; null: when there are other slots.</param>
internal readonly record struct ReactiveDecision(int? Target, TimeSpan? LookAgain)
{
    public static readonly ReactiveDecision Stay = new(null, null);
}
