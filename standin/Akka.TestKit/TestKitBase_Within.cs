namespace Akka.TestKit;

/// <summary>Time limits around several expectations; limits nest, the shortest counts.</summary>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <summary>The action takes at most this time.</summary>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>The action takes at least and at most this time.</summary>
    public void Within(TimeSpan min, TimeSpan max, Action action, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(
            min,
            max,
            () =>
            {
                action();
                return Task.CompletedTask;
            },
            hint,
            epsilonValue,
            cancellationToken).GetAwaiter().GetResult();

    /// <summary>The function takes at most this time.</summary>
    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>The function takes at least and at most this time.</summary>
    public T Within<T>(TimeSpan min, TimeSpan max, Func<T> function, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(min, max, () => Task.FromResult(function()), hint, epsilonValue, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The action takes at most this time.</summary>
    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <summary>The action takes at least and at most this time.</summary>
    public Task WithinAsync(TimeSpan min, TimeSpan max, Func<Task> actionAsync, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(
            min,
            max,
            async () =>
            {
                await actionAsync().ConfigureAwait(false);
                return true;
            },
            hint,
            epsilonValue,
            cancellationToken);

    /// <summary>The function takes at most this time.</summary>
    public Task<T> WithinAsync<T>(TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>The function takes at least and at most this time.</summary>
    public async Task<T> WithinAsync<T>(TimeSpan min, TimeSpan max, Func<Task<T>> function, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var longest = Dilated(max);
        var shortest = min;
        var start = Now;
        var left = end is { } outer ? outer - start : TimeSpan.MaxValue;
        assertions.AssertTrue(left >= shortest, "Required at least {0}, but only {1} are left. {2}", shortest, left, hint);

        lastWasNoMsg = false;
        var limit = left < longest ? left : longest;
        var previous = end;
        end = start + limit;
        var result = default(T);
        Task<T> execution = null;
        try
        {
            execution = function();
            result = await execution.WaitAsync(limit + Grace, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (execution?.IsCompleted == false)
        {
            // Fails below, by the time elapsed.
        }
        finally
        {
            end = previous;
        }

        var elapsed = Now - start;
        assertions.AssertFalse(elapsed < shortest, "Failed: Block took {0}, should have taken at least {1}. {2}", elapsed, shortest, hint);
        if (!lastWasNoMsg)
        {
            var tolerated = limit + (epsilonValue ?? TimeSpan.Zero);
            assertions.AssertTrue(elapsed <= tolerated, "Failed: Block took {0}, exceeding {1}. {2}", elapsed, tolerated, hint);
        }

        return result;
    }
}
