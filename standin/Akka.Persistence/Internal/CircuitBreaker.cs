using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>Leaves a store alone that has failed several times in a row: calls fail at once until it was given some time.</summary>
internal sealed class CircuitBreaker(string name, Config config)
{
    private readonly int _maxFailures = config.GetInt("circuit-breaker.max-failures");
    private readonly TimeSpan _callTimeout = config.GetTimeSpan("circuit-breaker.call-timeout");
    private readonly TimeSpan _resetTimeout = config.GetTimeSpan("circuit-breaker.reset-timeout");
    private readonly Lock _lock = new();
    private int _failures;
    private long _openedAt;
    private bool _isTrying;

    public async Task<T> Call<T>(Func<Task<T>> body)
    {
        Enter();
        try
        {
            var result = await body().WaitAsync(_callTimeout).ConfigureAwait(false);
            Leave(failed: false);
            return result;
        }
        catch
        {
            Leave(failed: true);
            throw;
        }
    }

    public Task Call(Func<Task> body) => Call(async () =>
    {
        await body().ConfigureAwait(false);
        return true;
    });

    private void Enter()
    {
        lock (_lock)
        {
            if (_failures < _maxFailures)
                return;
            var remaining = _resetTimeout - TimeSpan.FromMilliseconds(Environment.TickCount64 - _openedAt);
            if (_isTrying || remaining > TimeSpan.Zero)
                throw new InvalidOperationException($"Circuit breaker of {name} is open after {_failures} failures in a row; calls are failing fast for {remaining.TotalSeconds:0.0} s more.");

            // One call finds out whether it works again.
            _isTrying = true;
        }
    }

    private void Leave(bool failed)
    {
        lock (_lock)
        {
            _isTrying = false;
            _failures = failed ? _failures + 1 : 0;
            if (_failures >= _maxFailures)
                _openedAt = Environment.TickCount64;
        }
    }
}
