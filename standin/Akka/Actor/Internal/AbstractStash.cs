using Akka.Dispatch;
using Akka.Util;

namespace Akka.Actor.Internal;

public abstract class AbstractStash : IStash
{
    private readonly ActorCell _cell;
    private readonly IDequeBasedMessageQueueSemantics _mailbox;
    private LinkedList<Envelope> _stashed = new();
    private int _lastStashed;

    protected AbstractStash(IActorContext context)
    {
        _cell = (ActorCell)context;
        _mailbox = _cell.Mailbox.MessageQueue as IDequeBasedMessageQueueSemantics
            ?? throw new NotSupportedException(
                $"The mailbox of {_cell.Self} is a {_cell.Mailbox.MessageQueue.GetType()}, which can have no stash: it needs a deque-based mailbox, such as {typeof(UnboundedDequeBasedMailbox)}.");
        var capacity = _cell.Props.Deploy.StashCapacity;
        Capacity = capacity != Deploy.NoStashSize
            ? capacity
            : _cell.SystemImpl.Mailboxes.StashCapacity(_cell.Props.Dispatcher, _cell.Props.Mailbox);
    }

    public int Count => _stashed.Count;

    public bool IsEmpty => _stashed.Count == 0;

    public bool NonEmpty => _stashed.Count > 0;

    public bool IsFull => Capacity >= 0 && _stashed.Count >= Capacity;

    /// <summary>Negative: no limit.</summary>
    public virtual int Capacity { get; }

    public void Stash()
    {
        var message = _cell.CurrentMessage;
        if (_stashed.Count > 0 && _lastStashed == _cell.CurrentEnvelopeId)
            throw new IllegalActorStateException($"The message {message} of {_cell.Sender} was stashed already; it can be stashed once only.");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message {message} to stash of {_cell.Self}: it holds {Capacity} messages already.");
        _lastStashed = _cell.CurrentEnvelopeId;
        _stashed.AddLast(new Envelope(message, _cell.Sender));
    }

    public void Unstash()
    {
        if (_stashed.First is not { } first)
            return;
        _stashed.RemoveFirst();
        EnqueueFirst(first.Value);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> filterPredicate)
    {
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        for (var node = stashed.Last; node is not null; node = node.Previous)
        {
            if (filterPredicate(node.Value))
                EnqueueFirst(node.Value);
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        return stashed;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        LinkedListNode<Envelope> last = null;
        foreach (var envelope in envelopes)
            last = last is null ? _stashed.AddFirst(envelope) : _stashed.AddAfter(last, envelope);
    }

    private void EnqueueFirst(Envelope envelope)
    {
        _mailbox.EnqueueFirst(envelope);

        // The cell took note of this Terminated when it came first; without a new note it would be dropped as unwatched.
        if (envelope.Message is Terminated terminated)
            _cell.TerminatedQueuedFor(terminated.ActorRef, Option<object>.None);
    }
}

public class UnboundedStashImpl : AbstractStash
{
    public UnboundedStashImpl(IActorContext context)
        : base(context)
    {
    }
}

public class BoundedStashImpl : AbstractStash
{
    public BoundedStashImpl(IActorContext context)
        : base(context)
    {
    }
}
