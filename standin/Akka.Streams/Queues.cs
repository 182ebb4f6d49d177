using Akka.Util;

namespace Akka.Streams;

/// <summary>The way into a stream from the outside: elements are offered, and the answer tells what became of them.</summary>
public interface ISourceQueue<in T>
{
    /// <summary>Offers an element. With backpressure the task ends when there is room; at most one offer may wait.</summary>
    Task<IQueueOfferResult> OfferAsync(T element);

    /// <summary>Ends when the stream ends, in error if the stream failed.</summary>
    Task WatchCompletionAsync();
}

public interface ISourceQueueWithComplete<in T> : ISourceQueue<T>
{
    /// <summary>Completes the stream after what was offered before.</summary>
    void Complete();

    /// <summary>Fails the stream; what waits in the buffer is dropped.</summary>
    void Fail(Exception ex);

    new Task WatchCompletionAsync();
}

/// <summary>The way out of a stream: one element for each pull, none at the end.</summary>
public interface ISinkQueue<T>
{
    Task<Option<T>> PullAsync();
}

public interface IQueueOfferResult
{
}

/// <summary>What became of an offered element.</summary>
public sealed class QueueOfferResult
{
    public sealed class Enqueued : IQueueOfferResult
    {
        public static readonly Enqueued Instance = new();

        private Enqueued()
        {
        }
    }

    public sealed class Dropped : IQueueOfferResult
    {
        public static readonly Dropped Instance = new();

        private Dropped()
        {
        }
    }

    public sealed class Failure : IQueueOfferResult
    {
        public Failure(Exception cause) => Cause = cause;

        public Exception Cause { get; }
    }

    public sealed class QueueClosed : IQueueOfferResult
    {
        public static readonly QueueClosed Instance = new();

        private QueueClosed()
        {
        }
    }
}
