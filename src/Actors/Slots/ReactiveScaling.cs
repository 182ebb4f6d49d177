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
    private int _wanted;
    private int _impossible;
    private DateTimeOffset _since;

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
