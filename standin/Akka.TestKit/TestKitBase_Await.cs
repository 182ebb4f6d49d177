namespace Akka.TestKit;

/// <summary>Waiting for a state that announces itself by no message: looked at again and again.</summary>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The condition comes to hold in the default time.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string message = null, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        if (!Poll(conditionIsFulfilled, limit, interval, cancellationToken))
        {
            FailCondition(limit, message);
        }
    }

    /// <summary>The condition comes to hold in the default time.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string message = null, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(() => Task.FromResult(conditionIsFulfilled()), max, interval, message, cancellationToken);

    /// <summary>The condition comes to hold in the default time.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>The condition comes to hold.</summary>
    public async Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string message = null, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        if (!await PollAsync(conditionIsFulfilled, limit, interval, cancellationToken))
        {
            FailCondition(limit, message);
        }
    }

    /// <summary>Whether the condition comes to hold in time.</summary>
    public bool AwaitConditionNoThrow(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Poll(conditionIsFulfilled, Dilated(max), interval, cancellationToken);

    /// <summary>Whether the condition comes to hold in time.</summary>
    public Task<bool> AwaitConditionNoThrowAsync(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitConditionNoThrowAsync(() => Task.FromResult(conditionIsFulfilled()), max, interval, cancellationToken);

    /// <summary>Whether the condition comes to hold in time.</summary>
    public Task<bool> AwaitConditionNoThrowAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        PollAsync(conditionIsFulfilled, Dilated(max), interval, cancellationToken);

    /// <summary>The assertions come to pass; if not in time, their last exception is thrown.</summary>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        var until = Deadline(RemainingOrDilated(duration));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                assertion();
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException && Left(until) != TimeSpan.Zero)
            {
                // There is time left: tried again.
            }

            cancellationToken.WaitHandle.WaitOne(Pause(until, interval));
        }
    }

    /// <summary>The assertions come to pass; if not in time, their last exception is thrown.</summary>
    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(
            () =>
            {
                assertion();
                return Task.CompletedTask;
            },
            duration,
            interval,
            cancellationToken);

    /// <summary>The assertions come to pass; if not in time, their last exception is thrown.</summary>
    public async Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        var until = Deadline(RemainingOrDilated(duration));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await assertion();
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException && Left(until) != TimeSpan.Zero)
            {
                // There is time left: tried again.
            }

            await Task.Delay(Pause(until, interval), cancellationToken);
        }
    }

    // In the synchronous forms the conditions stay on the thread of the test, and with it the implicit sender.
    private static bool Poll(Func<bool> condition, TimeSpan limit, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var until = Deadline(limit);
        while (!condition())
        {
            if (Left(until) == TimeSpan.Zero)
            {
                return false;
            }

            cancellationToken.WaitHandle.WaitOne(Pause(until, interval));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return true;
    }

    private static TimeSpan Pause(DateTime? until, TimeSpan? interval) => LeftOrIdle(until, interval ?? DefaultInterval);

    private void FailCondition(TimeSpan limit, string message) =>
        assertions.Fail("Timeout ({0}) while waiting for a condition to hold. {1}", limit, message);

    private static async Task<bool> PollAsync(Func<Task<bool>> condition, TimeSpan limit, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var until = Deadline(limit);
        while (!await condition())
        {
            if (Left(until) == TimeSpan.Zero)
            {
                return false;
            }

            await Task.Delay(Pause(until, interval), cancellationToken);
        }

        return true;
    }
}
