namespace Akka.Remote;

/// <summary>System messages until the other side has said that it got them. They are numbered from 1.</summary>
internal sealed class SystemMessageOutbox(int capacity)
{
    private readonly List<SystemMessageRecord> _pending = [];
    private long _last;
    private long _lastTaken;

    public int Count => _pending.Count;

    /// <summary>The oldest one of which the other side has not said that it got it.</summary>
    public long First => _last - _pending.Count + 1;

    /// <returns>Its number; 0 when there is no room.</returns>
    public long Add(SystemMessageRecord record)
    {
        if (_pending.Count >= capacity)
            return 0;
        _pending.Add(record);
        return ++_last;
    }

    /// <summary>The next one to send, up to a number; each is given once until <see cref="Rewind"/>.</summary>
    public bool TryTake(long upTo, out long number, out SystemMessageRecord record)
    {
        number = Math.Max(_lastTaken + 1, First);
        if (number > Math.Min(upTo, _last))
        {
            record = default;
            return false;
        }

        record = _pending[(int)(number - First)];
        _lastTaken = number;
        return true;
    }

    public void Acknowledge(long upTo)
    {
        var count = (int)Math.Clamp(upTo - First + 1, 0, _pending.Count);
        _pending.RemoveRange(0, count);
    }

    /// <summary>Gives all again, as to a new connection.</summary>
    public void Rewind() => _lastTaken = 0;

    /// <summary>Those that were sent and not acknowledged.</summary>
    public IEnumerable<(long Number, SystemMessageRecord Record)> Sent(int limit)
    {
        var first = First;
        for (var number = first; number <= _lastTaken && number < first + limit; number++)
            yield return (number, _pending[(int)(number - first)]);
    }
}

internal readonly record struct SystemMessageRecord(byte[] Recipient, int Serializer, string Manifest, byte[] Payload);

/// <summary>Lets each numbered system message through once and in order.</summary>
internal sealed class SystemMessageInbox(long first)
{
    private long _next = first;

    /// <summary>All up to here came.</summary>
    public long Last => _next - 1;

    public bool Accept(long number)
    {
        if (number != _next)
            return false;
        _next++;
        return true;
    }
}
