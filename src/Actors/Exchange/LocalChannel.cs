using Weir.Operators.Elements;

namespace Weir.Actors.Exchange;

/// <summary>
/// A bounded queue of stream elements from one subtask to another on the same node. Elements are handed over by
/// reference, never serialised.
/// </summary>
/// <remarks>
/// One thread at a time writes and one at a time reads. A side that cannot go on parks: it is woken once, by the other
/// side's next step; a writer only once half of the channel is free, so that the two do not take turns element by
/// element. Parking is a full fence followed by a second look, so a wake-up cannot be lost.
/// <para>
/// What is in front of a barrier that overtakes goes beyond the capacity: into a queue behind the ring, which stays empty
/// else. Until the reader has emptied it the channel is full.
/// </para>
/// </remarks>
internal sealed partial class LocalChannel
{
    private readonly StreamElement?[] _ring;
    private readonly int _mask;
    private PaddedIndex _head;
    private PaddedIndex _tail;
    private int _readerParked;
    private int _writerParked;
    private Action? _wakeReader;
    private Action? _wakeWriter;

    /// <param name="capacity">Elements that fit, a power of two.</param>
    public LocalChannel(int capacity)
    {
        if (capacity < 2 || (capacity & (capacity - 1)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A channel's capacity is a power of two of at least 2.");
        }

        _ring = new StreamElement?[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Elements in the channel's ring now; exact only for a caller that is reader or writer while the other rests.</summary>
    public int Count => (int)(Volatile.Read(ref _tail.Value) - Volatile.Read(ref _head.Value));

    /// <summary>Sets what wakes the parked reader. Called on the writer's thread: it must only pass a signal on.</summary>
    public void OnReadable(Action wake) => Volatile.Write(ref _wakeReader, wake);

    /// <summary>Sets what wakes the parked writer. Called on the reader's thread: it must only pass a signal on.</summary>
    public void OnWritable(Action wake) => Volatile.Write(ref _wakeWriter, wake);

    /// <summary>Appends an element, or returns false when the channel is full.</summary>
    public bool TryWrite(StreamElement element)
    {
        long tail = _tail.Value;
        if (tail - Volatile.Read(ref _head.Value) > _mask || IsOverfull)
        {
            return false;
        }

        _ring[(int)tail & _mask] = element;
        Volatile.Write(ref _tail.Value, tail + 1);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _readerParked) != 0 && Interlocked.Exchange(ref _readerParked, 0) != 0)
        {
            Volatile.Read(ref _wakeReader)?.Invoke();
        }

        return true;
    }

    /// <summary>Takes the oldest element, or returns false when the channel is empty.</summary>
    public bool TryRead(out StreamElement element)
    {
        long head = _head.Value;
        if (head == Volatile.Read(ref _tail.Value))
        {
            if (!HasOverflow)
            {
                element = null!;
                return false;
            }

            // The writer touches the ring no more while there is an overflow: the second look is final.
            if (head == Volatile.Read(ref _tail.Value))
            {
                element = ReadOverflow();
                return true;
            }
        }

        ref StreamElement? slot = ref _ring[(int)head & _mask];
        element = slot!;
        slot = null;
        Volatile.Write(ref _head.Value, head + 1);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _writerParked) != 0 && IsHalfFree(head + 1) && Interlocked.Exchange(ref _writerParked, 0) != 0)
        {
            Volatile.Read(ref _wakeWriter)?.Invoke();
        }

        return true;
    }

    /// <summary>
    /// Says that the reader waits for an element. Returns false when one has arrived meanwhile: the reader reads on,
    /// and is not woken.
    /// </summary>
    public bool ParkReader()
    {
        Interlocked.Exchange(ref _readerParked, 1);
        if (_head.Value == Volatile.Read(ref _tail.Value) && !HasOverflow)
        {
            return true;
        }

        // Whoever takes the flag back owns the wake-up: if the writer was quicker, its signal is on the way.
        return Interlocked.Exchange(ref _readerParked, 0) == 0;
    }

    /// <summary>
    /// Says that the writer waits for room. Returns false when half of the channel is free meanwhile: the writer writes
    /// on, and is not woken.
    /// </summary>
    public bool ParkWriter()
    {
        Interlocked.Exchange(ref _writerParked, 1);
        if (!IsHalfFree(Volatile.Read(ref _head.Value)))
        {
            return true;
        }

        return Interlocked.Exchange(ref _writerParked, 0) == 0;
    }

    private bool IsHalfFree(long head) => (Volatile.Read(ref _tail.Value) - head) * 2 <= _ring.Length && !IsOverfull;
}
