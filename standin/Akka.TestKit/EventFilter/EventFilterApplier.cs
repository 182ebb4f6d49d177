using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>Puts filters into the listener of a system for as long as an action takes, and counts what they match.</summary>
internal sealed class EventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterRule> filters) : IEventFilterApplier
{
    public EventFilterFactory And => new(testkit, system, filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Expect(1, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, () => Completed(action), cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, func, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        ExpectAsync(expectedCount, () => Completed(action), cancellationToken).GetAwaiter().GetResult();

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        ExpectAsync(expectedCount, timeout, () => Completed(action), cancellationToken).GetAwaiter().GetResult();

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(expectedCount, () => Task.FromResult(func()), cancellationToken).GetAwaiter().GetResult();

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(expectedCount, timeout, () => Task.FromResult(func()), cancellationToken).GetAwaiter().GetResult();

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        InterceptAsync(expectedCount, null, () => Result(actionAsync), cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        InterceptAsync(expectedCount, timeout, () => Result(action), cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(expectedCount, null, func, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default)
    {
        using var muted = Mute();
        action();
    }

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default)
    {
        using var muted = Mute();
        return func();
    }

    public async Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default)
    {
        using var muted = Mute();
        await action().ConfigureAwait(false);
    }

    public IUnmutableFilter Mute() => new Muting(system, filters);

    private static Task Completed(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task<bool> Result(Func<Task> action)
    {
        await action().ConfigureAwait(false);
        return true;
    }

    private async Task<T> InterceptAsync<T>(int expectedCount, TimeSpan? timeout, Func<Task<T>> func, CancellationToken cancellationToken)
    {
        var leeway = testkit.Dilated(timeout ?? testkit.TestKitSettings.TestEventFilterLeeway);
        var counter = new Counter(expectedCount);
        foreach (var filter in filters)
        {
            filter.Matched += counter.Count;
        }

        using var muted = Mute();
        try
        {
            var result = await func().ConfigureAwait(false);
            if (expectedCount == 0)
            {
                await Task.WhenAny(counter.Exceeded, Task.Delay(leeway, cancellationToken)).ConfigureAwait(false);
            }
            else
            {
                await Task.WhenAny(counter.Reached, Task.Delay(leeway, cancellationToken)).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var received = counter.Received;
            testkit.TestAssertions.AssertTrue(
                received >= expectedCount,
                "Timeout ({0}) while waiting for messages. Only received {1}/{2} messages that matched filter [{3}]",
                leeway,
                received,
                expectedCount,
                string.Join(", ", filters));
            testkit.TestAssertions.AssertTrue(
                received <= expectedCount,
                "Received {0} messages that matched filter [{1}], expected {2}.",
                received,
                string.Join(", ", filters),
                expectedCount);
            return result;
        }
        finally
        {
            foreach (var filter in filters)
            {
                filter.Matched -= counter.Count;
            }
        }
    }

    private sealed class Counter(int expected)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource exceeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int received;

        internal int Received => Volatile.Read(ref received);

        internal Task Reached => reached.Task;

        internal Task Exceeded => exceeded.Task;

        internal void Count(LogEvent logEvent)
        {
            var count = Interlocked.Increment(ref received);
            if (count == expected)
            {
                reached.TrySetResult();
            }
            else if (count > expected)
            {
                exceeded.TrySetResult();
            }
        }
    }

    private sealed class Muting : IUnmutableFilter
    {
        private readonly ActorSystem system;
        private IReadOnlyList<EventFilterRule> filters;

        internal Muting(ActorSystem system, IReadOnlyList<EventFilterRule> filters)
        {
            this.system = system;
            this.filters = filters;
            system.EventStream.Publish(new Mute(filters));
        }

        public void Unmute()
        {
            if (Interlocked.Exchange(ref filters, null) is { } muted)
            {
                system.EventStream.Publish(new Unmute(muted));
            }
        }

        public void Dispose() => Unmute();
    }
}
