using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>What a subtask has sent and a stream has not taken; the subtask keeps it small by looking at the progress before it sends.</summary>
internal sealed class DeliveryQueue<T>
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _records = new();
    private Action _available = static () => { };
    private long _sent;
    private bool _streamWaits;
    private bool _isComplete;

    public DeliveryProgress Progress { get; } = new();

    /// <summary>Records sent so far.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Sets what is called, on the sender's thread, when the stream that found nothing may look again.</summary>
    public void OnAvailable(Action available)
    {
        lock (_gate)
        {
            _available = available;
        }
    }

    public void Send(ReadOnlySpan<T> records)
    {
        Action? available;
        Volatile.Write(ref _sent, _sent + records.Length);
        lock (_gate)
        {
            foreach (ref readonly T record in records)
            {
                _records.Enqueue(record);
            }

            available = Wake();
        }

        available?.Invoke();
    }

    public void Complete()
    {
        Action? available;
        lock (_gate)
        {
            _isComplete = true;
            available = Wake();
        }

        available?.Invoke();
    }

    /// <param name="record">The oldest record.</param>
    /// <param name="isComplete">Whether there is none, and none will come.</param>
    /// <returns>False when there is none now: <see cref="OnAvailable"/> will tell.</returns>
    public bool TryTake(out T record, out bool isComplete)
    {
        lock (_gate)
        {
            isComplete = false;
            if (_records.TryDequeue(out record!))
            {
                return true;
            }

            isComplete = _isComplete;
            _streamWaits = !isComplete;
            return false;
        }
    }

    private Action? Wake()
    {
        if (!_streamWaits)
        {
            return null;
        }

        _streamWaits = false;
        return _available;
    }
}
