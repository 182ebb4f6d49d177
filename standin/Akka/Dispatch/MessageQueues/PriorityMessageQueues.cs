using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Lowest number first; messages of one priority come in any order.</summary>
public class UnboundedPriorityMessageQueue : BlockingMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly Func<object, int> _priorityGenerator;
    private readonly PriorityQueue<Envelope, int> _queue;
    private readonly Stack<Envelope> _first = new();

    public UnboundedPriorityMessageQueue(Func<object, int> priorityGenerator, int initialCapacity)
    {
        _priorityGenerator = priorityGenerator;
        _queue = new PriorityQueue<Envelope, int>(initialCapacity);
    }

    protected override int LockedCount => _queue.Count + _first.Count;

    public void EnqueueFirst(Envelope envelope) => _first.Push(envelope);

    protected override void LockedEnqueue(Envelope envelope) =>
        _queue.Enqueue(envelope, _priorityGenerator(envelope.Message));

    protected override bool LockedTryDequeue(out Envelope envelope) =>
        _first.TryPop(out envelope) || _queue.TryDequeue(out envelope, out _);
}

/// <summary>Lowest number first; messages of one priority in the order of their coming.</summary>
public class UnboundedStablePriorityMessageQueue : BlockingMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly Func<object, int> _priorityGenerator;
    private readonly PriorityQueue<Envelope, (int Priority, long Order)> _queue;
    private readonly Stack<Envelope> _first = new();
    private long _enqueued;

    public UnboundedStablePriorityMessageQueue(Func<object, int> priorityGenerator, int initialCapacity)
    {
        _priorityGenerator = priorityGenerator;
        _queue = new PriorityQueue<Envelope, (int Priority, long Order)>(initialCapacity);
    }

    protected override int LockedCount => _queue.Count + _first.Count;

    public void EnqueueFirst(Envelope envelope) => _first.Push(envelope);

    protected override void LockedEnqueue(Envelope envelope) =>
        _queue.Enqueue(envelope, (_priorityGenerator(envelope.Message), _enqueued++));

    protected override bool LockedTryDequeue(out Envelope envelope) =>
        _first.TryPop(out envelope) || _queue.TryDequeue(out envelope, out _);
}
