namespace Weir.Actors.Restarts;

/// <summary>
/// Each failure multiplies the delay, up to the maximum; a quiet time of <c>ResetAfter</c>, counted from the end of
/// the last delay, sets it back. Jitter keeps many jobs that failed together from coming back together.
/// </summary>
internal sealed class ExponentialDelayStrategy(ExponentialDelayConfiguration configuration) : RestartStrategy
{
    private TimeSpan _next = configuration.InitialDelay;
    private DateTimeOffset _quietSince = DateTimeOffset.MinValue;
    private int _failures;

    public override RestartDecision OnFailure(DateTimeOffset now, double random)
    {
        if (_failures > 0 && now - _quietSince >= configuration.ResetAfter)
        {
            _next = configuration.InitialDelay;
            _failures = 0;
        }

        _failures++;
        var jittered = _next * (1 + configuration.Jitter * (2 * random - 1));
        var delay = jittered < configuration.MaximumDelay ? jittered : configuration.MaximumDelay;
        var multiplied = _next * configuration.Multiplier;
        _next = multiplied < configuration.MaximumDelay ? multiplied : configuration.MaximumDelay;
        _quietSince = now + delay;
        return RestartDecision.After(delay, $"restart {_failures} since the last quiet {configuration.ResetAfter}");
    }
}
