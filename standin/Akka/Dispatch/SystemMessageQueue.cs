using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>System messages of one mailbox: many writers push, the mailbox's run takes all at once, oldest first.</summary>
internal struct SystemMessageQueue
{
    private static readonly SystemMessage s_closed = new Terminate();

    private SystemMessage _newest;

    public bool HasMessages
    {
        get
        {
            var newest = Volatile.Read(ref _newest);
            return newest is not null && newest != s_closed;
        }
    }

    /// <returns>False when the queue is closed: the message was not taken.</returns>
    public bool TryEnqueue(SystemMessage message)
    {
        while (true)
        {
            var newest = Volatile.Read(ref _newest);
            if (newest == s_closed)
                return false;
            message.Next = newest;
            if (Interlocked.CompareExchange(ref _newest, message, newest) == newest)
                return true;
        }
    }

    public SystemMessage TakeAll()
    {
        if (!HasMessages)
            return null;
        return OldestFirst(Interlocked.Exchange(ref _newest, null));
    }

    public SystemMessage Close()
    {
        var newest = Interlocked.Exchange(ref _newest, s_closed);
        return newest == s_closed ? null : OldestFirst(newest);
    }

    private static SystemMessage OldestFirst(SystemMessage newest)
    {
        SystemMessage oldest = null;
        while (newest is not null)
        {
            var next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }
}
