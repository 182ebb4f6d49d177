namespace Weir.Actors.Restarts;

internal sealed class FixedDelayStrategy(FixedDelayConfiguration configuration) : RestartStrategy
{
    private int _used;

    public override RestartDecision OnFailure(DateTimeOffset now, double random)
    {
        if (_used >= configuration.Attempts)
        {
            return RestartDecision.GiveUp($"all {configuration.Attempts} restart attempts of fixed-delay are used up");
        }

        _used++;
        return RestartDecision.After(configuration.Delay, $"restart {_used} of {configuration.Attempts}");
    }
}
