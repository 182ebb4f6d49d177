using System.Collections;
using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Taking messages off the queue. A time of null means the default, an infinite one no limit, zero no waiting.</summary>
public abstract partial class TestKitBase
{
    /// <summary>The next message or, if none comes in time, null.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        ReceiveOneAsync(max, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>The next message or, if none comes in time, null.</summary>
    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await TryReceiveOneAsync(max, cancellationToken).ConfigureAwait(false)).Item2.Message;

    /// <summary>Takes the next message, if one comes in time.</summary>
    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        (var success, envelope) = TryReceiveOneAsync(max, cancellationToken).AsTask().GetAwaiter().GetResult();
        return success;
    }

    /// <summary>Takes the next message, if one comes in time.</summary>
    public async ValueTask<(bool, MessageEnvelope)> TryReceiveOneAsync(TimeSpan? max, CancellationToken cancellationToken = default)
    {
        lastWasNoMsg = false;
        if (await HasNextAsync(max, cancellationToken).ConfigureAwait(false) && queue.Reader.TryRead(out var envelope))
        {
            last = envelope;
            return (true, envelope);
        }

        last = NullMessageEnvelope.Instance;
        return (false, NullMessageEnvelope.Instance);
    }

    /// <summary>The next message, left where it is, or, if none comes in time, null.</summary>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        PeekOneAsync(max, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>The next message, left where it is, or, if none comes in time, null.</summary>
    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await HasNextAsync(max, cancellationToken).ConfigureAwait(false) && queue.Reader.TryPeek(out var envelope)
            ? envelope.Message
            : null;

    /// <summary>The next messages, this many, in the default time.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Collect(ReceiveNAsync(numberOfMessages, cancellationToken));

    /// <summary>The next messages, this many.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Collect(ReceiveNAsync(numberOfMessages, max, cancellationToken));

    /// <summary>The next messages, this many, in the default time.</summary>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        TakeAsync(numberOfMessages, RemainingOrDefault, cancellationToken);

    /// <summary>The next messages, this many.</summary>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        TakeAsync(numberOfMessages, Dilated(max), cancellationToken);

    /// <summary>The first message for which the function holds; those before it are dropped.</summary>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    /// <summary>The first message of this type for which the function holds; those before it are dropped.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, max, hint, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>The same; those before it are left in <paramref name="allMessages"/>.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, allMessages, max, hint, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>The first message for which the function holds; those before it are dropped.</summary>
    public ValueTask<object> FishForMessageAsync(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync<object>(isMessage, max, hint, cancellationToken);

    /// <summary>The first message of this type for which the function holds; those before it are dropped.</summary>
    public ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, null, max, hint, cancellationToken);

    /// <summary>The same; those before it are left in <paramref name="allMessages"/>.</summary>
    public async ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        allMessages?.Clear();
        var limit = RemainingOrDilated(max);
        var until = Deadline(limit);
        while (true)
        {
            var (received, envelope) = await TryReceiveOneRawAsync(Left(until), cancellationToken).ConfigureAwait(false);
            if (!received)
            {
                assertions.Fail("Timeout ({0}) while fishing for a message of type {1}. {2}", limit, typeof(T), hint);
            }

            if (envelope.Message is T message && isMessage(message))
            {
                return message;
            }

            allMessages?.Add(envelope.Message);
        }
    }

    /// <summary>What the function makes of the next messages, until it makes null of one; that one stays in the queue.</summary>
    /// <param name="filter">Null or the default: no more.</param>
    /// <param name="max">Limit of the whole.</param>
    /// <param name="idle">Limit between two messages; null: none.</param>
    /// <param name="msgs">Limit of the number.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        Collect(ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken));

    /// <summary>The next messages of this type for which the function holds.</summary>
    /// <param name="shouldContinue">Does not hold: no more; that message stays in the queue.</param>
    /// <param name="max">Limit of the whole.</param>
    /// <param name="idle">Limit between two messages; null: none.</param>
    /// <param name="msgs">Limit of the number.</param>
    /// <param name="shouldIgnoreOtherMessageTypes">Whether messages of other types are dropped; otherwise they end the receiving.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default) =>
        Collect(ReceiveWhileAsync(shouldContinue, max, idle, msgs, shouldIgnoreOtherMessageTypes, cancellationToken));

    /// <inheritdoc cref="ReceiveWhile{T}(Func{object, T}, TimeSpan?, TimeSpan?, int, CancellationToken)"/>
    public async IAsyncEnumerable<T> ReceiveWhileAsync<T>(Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var until = Deadline(RemainingOrDilated(max));
        for (var count = 0; count < msgs; count++)
        {
            if (!await HasNextRawAsync(LeftOrIdle(until, idle), cancellationToken).ConfigureAwait(false)
                || !queue.Reader.TryPeek(out var envelope)
                || filter(envelope.Message) is not { } made)
            {
                break;
            }

            Take();
            yield return made;
        }

        lastWasNoMsg = true;
    }

    /// <inheritdoc cref="ReceiveWhile{T}(Predicate{T}, TimeSpan?, TimeSpan?, int, bool, CancellationToken)"/>
    public async IAsyncEnumerable<T> ReceiveWhileAsync<T>(Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var until = Deadline(RemainingOrDilated(max));
        for (var count = 0; count < msgs;)
        {
            if (!await HasNextRawAsync(LeftOrIdle(until, idle), cancellationToken).ConfigureAwait(false) || !queue.Reader.TryPeek(out var envelope))
            {
                break;
            }

            if (envelope.Message is T message)
            {
                if (!shouldContinue(message))
                {
                    break;
                }

                Take();
                count++;
                yield return message;
            }
            else if (shouldIgnoreOtherMessageTypes)
            {
                Take();
            }
            else
            {
                break;
            }
        }

        lastWasNoMsg = true;
    }

    private static DateTime? Deadline(TimeSpan limit) => limit == Timeout.InfiniteTimeSpan ? null : DateTime.UtcNow + limit;

    private static TimeSpan Left(DateTime? until)
    {
        if (until is not { } moment)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = moment - DateTime.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static TimeSpan LeftOrIdle(DateTime? until, TimeSpan? idle)
    {
        var left = Left(until);
        return idle is { } limit && limit != Timeout.InfiniteTimeSpan && (left == Timeout.InfiniteTimeSpan || limit < left) ? limit : left;
    }

    private static List<T> Collect<T>(IAsyncEnumerable<T> items) => CollectAsync(items).GetAwaiter().GetResult();

    private static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items.ConfigureAwait(false))
        {
            list.Add(item);
        }

        return list;
    }

    private async IAsyncEnumerable<object> TakeAsync(int count, TimeSpan limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var until = Deadline(limit);
        for (var received = 0; received < count; received++)
        {
            var (success, envelope) = await TryReceiveOneRawAsync(Left(until), cancellationToken).ConfigureAwait(false);
            if (!success)
            {
                assertions.Fail("Timeout ({0}) while waiting for {1} messages. Only got {2} messages.", limit, count, received);
            }

            yield return envelope.Message;
        }
    }

    private void Take()
    {
        if (queue.Reader.TryRead(out var envelope))
        {
            last = envelope;
        }
    }

    private async ValueTask<(bool Success, MessageEnvelope Envelope)> TryReceiveOneRawAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        lastWasNoMsg = false;
        if (await HasNextRawAsync(limit, cancellationToken).ConfigureAwait(false) && queue.Reader.TryRead(out var envelope))
        {
            last = envelope;
            return (true, envelope);
        }

        last = NullMessageEnvelope.Instance;
        return (false, last);
    }

    private ValueTask<bool> HasNextAsync(TimeSpan? max, CancellationToken cancellationToken) =>
        HasNextRawAsync(RemainingOrDilated(max), cancellationToken);

    private async ValueTask<bool> HasNextRawAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (queue.Reader.TryPeek(out _))
        {
            return true;
        }

        if (limit == TimeSpan.Zero)
        {
            return false;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (limit != Timeout.InfiniteTimeSpan)
        {
            timeout.CancelAfter(limit);
        }

        try
        {
            return await queue.Reader.WaitToReadAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
