using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Expectations of the next message. A time of null means the default.</summary>
public abstract partial class TestKitBase
{
    /// <summary>The next message is of this type.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync<T>(duration, hint, cancellationToken));

    /// <summary>The next message is of this type.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(duration, hint, null, cancellationToken);

    /// <summary>The next message equals this one.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(message, timeout, hint, cancellationToken));

    /// <summary>The next message equals this one.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, (m, _) => assertions.AssertEqual(message, m, Described(hint)), cancellationToken);

    /// <summary>The comparer takes the next message for equal to this one.</summary>
    public T ExpectMsg<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(expected, comparer, timeout, hint, cancellationToken));

    /// <summary>The comparer takes the next message for equal to this one.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, (m, _) => assertions.AssertEqual(expected, m, comparer, Described(hint)), cancellationToken);

    /// <summary>The function holds for the next message.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(isMessage, timeout, hint, cancellationToken));

    /// <summary>The function holds for the next message.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, (m, _) => AssertPredicate(isMessage(m), m, hint), cancellationToken);

    /// <summary>The function holds for the next message and its sender.</summary>
    public T ExpectMsg<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(isMessageAndSender, timeout, hint, cancellationToken));

    /// <summary>The function holds for the next message and its sender.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, (m, s) => AssertPredicate(isMessageAndSender(m, s), m, hint), cancellationToken);

    /// <summary>The next message passes the assertions.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(assert, timeout, hint, cancellationToken));

    /// <summary>The next message passes the assertions.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, (m, _) => assert(m), cancellationToken);

    /// <summary>The next message and its sender pass the assertions.</summary>
    public T ExpectMsg<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(assertMessageAndSender, timeout, hint, cancellationToken));

    /// <summary>The next message and its sender pass the assertions.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, hint, assertMessageAndSender, cancellationToken);

    /// <summary>The next message is of this type and from this sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgFromAsync<T>(sender, duration, hint, cancellationToken));

    /// <summary>The next message is of this type and from this sender.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(duration, hint, (_, s) => AssertSender(sender, s, hint), cancellationToken);

    /// <summary>The next message equals this one and is from this sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgFromAsync(sender, message, timeout, hint, cancellationToken));

    /// <summary>The next message equals this one and is from this sender.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(
            timeout,
            hint,
            (m, s) =>
            {
                AssertSender(sender, s, hint);
                assertions.AssertEqual(message, m, Described(hint));
            },
            cancellationToken);

    /// <summary>The next message is from this sender and the function holds for it.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgFromAsync(sender, isMessage, timeout, hint, cancellationToken));

    /// <summary>The next message is from this sender and the function holds for it.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(
            timeout,
            hint,
            (m, s) =>
            {
                AssertSender(sender, s, hint);
                AssertPredicate(isMessage(m), m, hint);
            },
            cancellationToken);

    /// <summary>The next message says that this actor has stopped.</summary>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectTerminatedAsync(target, timeout, hint, cancellationToken));

    /// <summary>The next message says that this actor has stopped.</summary>
    public ValueTask<Terminated> ExpectTerminatedAsync(IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<Terminated>(timeout, hint, (m, _) => assertions.AssertEqual(target, m.ActorRef, Described(hint)), cancellationToken);

    /// <summary>No message comes in the default time or, inside of Within, in what is left of its time.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>No message comes in this time.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(duration, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>No message comes in this time.</summary>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>No message comes in the default time or, inside of Within, in what is left of its time.</summary>
    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        ExpectNothingAsync(RemainingOrDefault, cancellationToken);

    /// <summary>No message comes in this time.</summary>
    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectNothingAsync(Dilated(duration), cancellationToken);

    /// <summary>No message comes in this time.</summary>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>The next message equals one of these.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAnyOfAsync(messages, cancellationToken));

    /// <summary>The next message equals one of these.</summary>
    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(null, null, (m, _) => assertions.AssertTrue(messages.Contains(m), "Expected one of [{0}], received {1}.", string.Join(", ", messages), m), cancellationToken);

    /// <summary>The next messages are these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) =>
        ExpectAllAsync(RemainingOrDefault, messages, default).GetAwaiter().GetResult();

    /// <summary>The next messages are these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        ExpectAllAsync(Dilated(max), messages, default).GetAwaiter().GetResult();

    /// <summary>The next messages are these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        ExpectAllAsync(RemainingOrDefault, messages, cancellationToken).GetAwaiter().GetResult();

    private static T Wait<T>(ValueTask<T> expectation) => expectation.AsTask().GetAwaiter().GetResult();

    // What assertions take is a format: braces in it have to be doubled.
    private static string Described(string hint) => (hint ?? "").Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private void AssertPredicate(bool holds, object message, string hint) =>
        assertions.AssertTrue(holds, "Got a message of the expected type {0}, for which the predicate does not hold: {1}. {2}", message?.GetType(), message, hint);

    private void AssertSender(IActorRef expected, IActorRef actual, string hint) =>
        assertions.AssertTrue(Equals(expected, actual), "Expected a message from {0}, received one from {1}. {2}", expected, actual, hint);

    private async ValueTask<T> ExpectAsync<T>(TimeSpan? timeout, string hint, Action<T, IActorRef> assert, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(timeout);
        var (received, envelope) = await TryReceiveOneRawAsync(limit, cancellationToken).ConfigureAwait(false);
        if (!received)
        {
            assertions.Fail("Failed: Timeout {0} while waiting for a message of type {1}. {2}", limit, typeof(T), hint);
        }

        if (envelope.Message is not T message)
        {
            assertions.Fail("Failed: Expected a message of type {0}, but received {{{1}}} (type {2}) from {3} instead. {4}", typeof(T), envelope.Message, envelope.Message?.GetType(), envelope.Sender, hint);
            throw new InvalidOperationException("The assertions of the test kit did not fail the test.");
        }

        assert?.Invoke(message, envelope.Sender);
        return message;
    }

    private async ValueTask ExpectNothingAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var (received, envelope) = await TryReceiveOneRawAsync(duration, cancellationToken).ConfigureAwait(false);
        if (received)
        {
            assertions.Fail("Failed: Expected no messages during {0}, instead we received {1}", duration, envelope);
        }

        lastWasNoMsg = true;
    }

    private async Task<IReadOnlyCollection<T>> ExpectAllAsync<T>(TimeSpan limit, IReadOnlyCollection<T> messages, CancellationToken cancellationToken)
    {
        var received = await CollectAsync(TakeAsync(messages.Count, limit, cancellationToken)).ConfigureAwait(false);
        var missing = messages.Cast<object>().ToList();
        var unexpected = received.Where(m => !missing.Remove(m)).ToList();
        assertions.AssertTrue(
            missing.Count == 0 && unexpected.Count == 0,
            "Not found: [{0}]; unexpected: [{1}].",
            string.Join(", ", missing),
            string.Join(", ", unexpected));
        return [.. received.Cast<T>()];
    }
}
