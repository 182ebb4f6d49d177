namespace Weir.Actors.Restarts;

internal sealed class FailureRateStrategy(FailureRateConfiguration configuration) : RestartStrategy
{
    private readonly Queue<DateTimeOffset> _failures = new();

    public override RestartDecision OnFailure(DateTimeOffset now, double random)
    {
        while (_failures.TryPeek(out var oldest) && now - oldest >= configuration.Interval)
        {
            _failures.Dequeue();
        }

        if (_failures.Count >= configuration.MaximumFailures)
        {
            return RestartDecision.GiveUp(
                $"more than {configuration.MaximumFailures} failures within {configuration.Interval}");
        }

        _failures.Enqueue(now);
        return RestartDecision.After(
            configuration.Delay,
            $"failure {_failures.Count} of at most {configuration.MaximumFailures} within {configuration.Interval}");
    }
}
