namespace Akka.TestKit;

/// <summary>Ends a muting.</summary>
public interface IUnmutableFilter : IDisposable
{
    /// <summary>Lets the events be printed again.</summary>
    void Unmute();
}

/// <summary>
/// What to do with the events that a filter matches. Without a time, events that are still missing after the action are
/// waited for as long as akka.test.filter-leeway says.
/// </summary>
public interface IEventFilterApplier
{
    /// <summary>Adds a filter: what either matches counts.</summary>
    EventFilterFactory And { get; }

    /// <summary>The action causes one event.</summary>
    void ExpectOne(Action action, CancellationToken cancellationToken = default);

    /// <summary>The action causes one event.</summary>
    void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>The function causes one event.</summary>
    T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The function causes one event.</summary>
    T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The action causes one event.</summary>
    Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default);

    /// <summary>The action causes one event.</summary>
    Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>The action causes one event.</summary>
    Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>The function causes one event.</summary>
    Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>The action causes this many events; 0: none in the time.</summary>
    void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default);

    /// <summary>The action causes this many events; 0: none in the time.</summary>
    void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>The function causes this many events; 0: none in the time.</summary>
    T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The function causes this many events; 0: none in the time.</summary>
    T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The action causes this many events; 0: none in the time.</summary>
    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>The action causes this many events; 0: none in the time.</summary>
    Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>The function causes this many events; 0: none in the time.</summary>
    Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>Events that the action causes are not printed.</summary>
    void Mute(Action action, CancellationToken cancellationToken = default);

    /// <summary>Events that the function causes are not printed.</summary>
    T Mute<T>(Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Events that the action causes are not printed.</summary>
    Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Events are not printed until the result is unmuted or disposed.</summary>
    IUnmutableFilter Mute();
}
