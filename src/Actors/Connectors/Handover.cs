namespace Weir.Actors.Connectors;

/// <summary>A bounded queue between a writer that is held back when it is full and a reader that waits when it is empty.</summary>
internal sealed class Handover<T>
{
    private readonly Lock _gate = new();
    private readonly T[] _records;
    private Action _roomMade = static () => { };
    private TaskCompletionSource? _waiting;
    private Exception? _failure;
    private int _first;
    private int _count;
    private bool _writerWaits;
    private bool _hasEnded;

    /// <param name="capacity">Records that it holds, at least 1.</param>
    public Handover(int capacity) => _records = new T[capacity];

    /// <summary>Sets what is called, on the reader's thread, when a writer that was held back may go on.</summary>
    public void OnRoom(Action roomMade)
    {
        lock (_gate)
        {
            _roomMade = roomMade;
        }
    }

    /// <summary>Adds a record; only called when there is room.</summary>
    /// <returns>Whether there is room for another; when not, <see cref="OnRoom"/> will tell.</returns>
    public bool Offer(T record)
    {
        TaskCompletionSource? waiting;
        bool hasRoom;
        lock (_gate)
        {
            if (_count == _records.Length)
            {
                throw new InvalidOperationException("A record was offered although there was no room for it.");
            }

            int index = _first + _count;
            _records[index < _records.Length ? index : index - _records.Length] = record;
            _count++;
            hasRoom = _count < _records.Length;
            _writerWaits = !hasRoom;
            waiting = _waiting;
            _waiting = null;
        }

        waiting?.SetResult();
        return hasRoom;
    }

    /// <summary>Nothing more comes. The first end counts.</summary>
    /// <param name="failure">Why it ended; null when all has been said.</param>
    public void End(Exception? failure)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            _failure = failure;
            waiting = _waiting;
            _waiting = null;
        }

        waiting?.SetResult();
    }

    /// <summary>Takes records, the oldest first.</summary>
    /// <param name="target">Where they go.</param>
    /// <param name="hasEnded">Whether there are none, and will never be.</param>
    /// <returns>How many were there; 0 for none now.</returns>
    /// <exception cref="Exception">What the writer failed with, once everything before has been taken.</exception>
    public int Take(Span<T> target, out bool hasEnded)
    {
        int taken;
        Action? roomMade = null;
        lock (_gate)
        {
            taken = Math.Min(target.Length, _count);
            CopyFirst(target[..taken]);
            if (_writerWaits && _count <= _records.Length / 2)
            {
                _writerWaits = false;
                roomMade = _roomMade;
            }

            hasEnded = _hasEnded && _count == 0;
            if (hasEnded && taken == 0 && _failure is { } failure)
            {
                throw failure;
            }

            // A failure is to be met: the next call does.
            hasEnded &= _failure is null;
        }

        roomMade?.Invoke();
        return taken;
    }

    /// <summary>Ends when <see cref="Take"/> would find something, or the end.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_count > 0 || _hasEnded)
            {
                return Task.CompletedTask;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    private void CopyFirst(Span<T> target)
    {
        int front = Math.Min(target.Length, _records.Length - _first);
        Move(_records.AsSpan(_first, front), target);
        Move(_records.AsSpan(0, target.Length - front), target[front..]);
        _first = (_first + target.Length) % _records.Length;
        _count -= target.Length;

        static void Move(Span<T> from, Span<T> to)
        {
            from.CopyTo(to);
            from.Clear();
        }
    }
}
