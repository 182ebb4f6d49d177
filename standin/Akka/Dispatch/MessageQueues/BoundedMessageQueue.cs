using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Holds a writer up to the push timeout when full; then the message goes to the dead letters.</summary>
public class BoundedMessageQueue : IMessageQueue, IBoundedMessageQueueSemantics
{
    private readonly BlockingCollection<Envelope> _queue;

    public BoundedMessageQueue(Config config)
        : this(config.GetInt("mailbox-capacity"), config.GetTimeSpan("mailbox-push-timeout-time"))
    {
    }

    public BoundedMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
    {
        PushTimeOut = pushTimeOut;
        if (boundedCapacity < 0)
            throw new ArgumentException($"The capacity of a bounded mailbox cannot be negative; it was {boundedCapacity}.", nameof(boundedCapacity));
        _queue = boundedCapacity == 0 ? [] : new BlockingCollection<Envelope>(boundedCapacity);
    }

    public bool HasMessages => _queue.Count > 0;

    public int Count => _queue.Count;

    public TimeSpan PushTimeOut { get; set; }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (PushTimeOut < TimeSpan.Zero)
        {
            _queue.Add(envelope);
        }
        else if (!_queue.TryAdd(envelope, PushTimeOut))
        {
            ((IInternalActorRef)receiver).Provider.DeadLetters
                .Tell(new DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
        }
    }

    public bool TryDequeue(out Envelope envelope) => _queue.TryTake(out envelope);

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
            deadletters.Enqueue(owner, envelope);
    }
}
