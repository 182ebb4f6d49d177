using Weir.Operators.Elements;

namespace Weir.Actors.Exchange;

/// <content>What a barrier that overtakes needs: room beyond the capacity, a word ahead, and a look at what is queued.</content>
internal sealed partial class LocalChannel
{
    private readonly Lock _overflowGate = new();
    private readonly Queue<StreamElement> _overflow = new();
    private int _overflowing;
    private int _held;
    private long _announced;
    private Action? _hearAnnouncement;

    /// <summary>Whether there is more in it than it has room for; it takes nothing then.</summary>
    public bool IsOverfull => (Volatile.Read(ref _overflowing) | Volatile.Read(ref _held)) != 0;

    /// <summary>The last barrier that was announced: all that is in front of it is in the channel. 0: none.</summary>
    public long Announced => Volatile.Read(ref _announced);

    /// <summary>
    /// What the reader has taken out and not begun to process. The reader's own, for it to know where its elements are.
    /// </summary>
    public StreamElement? Taken { get; set; }

    /// <summary>Sets what hears of announcements. Called on the writer's thread: it must only pass a signal on.</summary>
    public void OnAnnounced(Action hear) => Volatile.Write(ref _hearAnnouncement, hear);

    /// <summary>Appends an element, room or not. What is written so has to be bounded by the writer.</summary>
    public void WriteBeyond(StreamElement element)
    {
        if (TryWrite(element))
        {
            return;
        }

        lock (_overflowGate)
        {
            _overflow.Enqueue(element);
            Volatile.Write(ref _overflowing, _overflow.Count);
        }

        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _readerParked) != 0 && Interlocked.Exchange(ref _readerParked, 0) != 0)
        {
            Volatile.Read(ref _wakeReader)?.Invoke();
        }
    }

    /// <summary>Says that a barrier has been written, for the reader to know before it comes to it.</summary>
    public void Announce(long checkpointId)
    {
        if (checkpointId > Volatile.Read(ref _announced))
        {
            Volatile.Write(ref _announced, checkpointId);
            Volatile.Read(ref _hearAnnouncement)?.Invoke();
        }
    }

    /// <summary>
    /// Makes the channel full, or no longer, whatever is in it. For a reader that has taken out more than it has room for.
    /// </summary>
    public void Hold(bool isHeld)
    {
        Volatile.Write(ref _held, isHeld ? 1 : 0);
        Interlocked.MemoryBarrier();
        if (!isHeld && Volatile.Read(ref _writerParked) != 0 && IsHalfFree(_head.Value) && Interlocked.Exchange(ref _writerParked, 0) != 0)
        {
            Volatile.Read(ref _wakeWriter)?.Invoke();
        }
    }

    /// <summary>
    /// Looks, as its reader, at what is queued in front of a barrier; nothing of it is taken out.
    /// </summary>
    /// <returns>The barrier. Null: it is not in the channel, so it has been taken out already.</returns>
    public Operators.Elements.Barrier? LookAhead(long checkpointId, List<StreamElement> elements)
    {
        int before = elements.Count;
        long tail = Volatile.Read(ref _tail.Value);
        for (long at = _head.Value; at < tail; at++)
        {
            if (BarrierOf(_ring[(int)at & _mask]!, checkpointId) is { } barrier)
            {
                return barrier;
            }

            elements.Add(_ring[(int)at & _mask]!);
        }

        lock (_overflowGate)
        {
            foreach (StreamElement element in _overflow)
            {
                if (BarrierOf(element, checkpointId) is { } barrier)
                {
                    return barrier;
                }

                elements.Add(element);
            }
        }

        elements.RemoveRange(before, elements.Count - before);
        return null;
    }

    /// <summary>The element, if it is the barrier of that checkpoint.</summary>
    public static Operators.Elements.Barrier? BarrierOf(StreamElement? element, long checkpointId) =>
        element is Operators.Elements.Barrier barrier && barrier.CheckpointId == checkpointId ? barrier : null;

    private bool HasOverflow => Volatile.Read(ref _overflowing) > 0;

    private StreamElement ReadOverflow()
    {
        StreamElement element;
        bool isEmpty;
        lock (_overflowGate)
        {
            element = _overflow.Dequeue();
            isEmpty = _overflow.Count == 0;
            Volatile.Write(ref _overflowing, _overflow.Count);
        }

        Interlocked.MemoryBarrier();
        if (isEmpty && Volatile.Read(ref _writerParked) != 0 && IsHalfFree(_head.Value) && Interlocked.Exchange(ref _writerParked, 0) != 0)
        {
            Volatile.Read(ref _wakeWriter)?.Invoke();
        }

        return element;
    }
}
