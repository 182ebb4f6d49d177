using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <content>What waits to be sent.</content>
internal sealed partial class Association
{
    /// <summary>A batch grows up to here before it is sent, so that urgent messages do not wait behind more than this.</summary>
    private const int BatchLength = 256 * 1024;

    private const int MostWaiting = 1_000_000;
    private const int LeastMostWaiting = 4_096;

    /// <summary>So many bytes may wait, going by the mean size of the messages so far.</summary>
    private const long MostWaitingBytes = 512L * 1024 * 1024;

    private readonly Lock _outboxLock = new();
    private SystemMessageOutbox _outbox;
    private long _outboxId;
    private long _outboxSince;
    private long _lastProgress = Environment.TickCount64;
    private bool _beginDue;
    private bool _resendDue;
    private int _waiting;
    private int _mostWaiting = MostWaiting;
    private int _isFull;
    private int _warnedOfWaiting;
    private double _meanSize;

    private int PendingSystemMessages
    {
        get
        {
            lock (_outboxLock)
                return _outbox.Count;
        }
    }

    /// <returns>False when the association is retired.</returns>
    public bool PostSystemMessage(in SystemMessageRecord record)
    {
        long number;
        lock (_outboxLock)
        {
            if (_outbox.Count == 0)
                _outboxSince = _lastProgress = Environment.TickCount64;
            number = _outbox.Add(record);
        }

        // In its place among the other messages: an end is to be told after what was sent before it.
        if (number != 0)
            return Post(new Outbound(null, null, null, number));
        _remoting.OnOutboxFull(this);
        return true;
    }

    /// <summary>Called by the loop that writes a connection.</summary>
    public void Fill(Connection connection, FrameBatch batch, FrameEncoder encoder)
    {
        if (!ReferenceEquals(_active, connection))
            return;
        var before = encoder.Enter();
        try
        {
            BeginIfDue(connection, batch, encoder);
            var taken = 0;
            while (batch.Length < BatchLength && ReferenceEquals(_active, connection) && TryTake(out var outbound))
            {
                if (outbound.Message is null)
                {
                    TakeSystemMessages(connection, batch, encoder, outbound.SystemMessage);
                    continue;
                }

                taken++;
                Learn(encoder.Message(batch, outbound.Message, outbound.Sender, outbound.Recipient));
            }

            if (taken > 0)
                OnTaken(taken);
        }
        finally
        {
            FrameEncoder.Leave(before);
        }
    }

    /// <summary>Nothing of a batch went out: the link is cut.</summary>
    public void OnCut(Connection connection)
    {
        lock (_outboxLock)
            _beginDue |= ReferenceEquals(_active, connection);
    }

    public void OnAcknowledged(long outbox, long number)
    {
        lock (_outboxLock)
        {
            if (outbox != _outboxId)
                return;
            _outbox.Acknowledge(number);
            _lastProgress = Environment.TickCount64;
        }
    }

    public void DropSystemMessages()
    {
        lock (_outboxLock)
            ResetOutbox();
    }

    private bool TryTake(out Outbound outbound) => _urgent.TryDequeue(out outbound) || _messages.TryDequeue(out outbound);

    private void Enqueue(in Outbound outbound)
    {
        var waiting = outbound.Message is null ? 0 : Interlocked.Increment(ref _waiting);
        if (waiting > Volatile.Read(ref _mostWaiting))
        {
            Refuse(outbound);
            return;
        }

        if (waiting > _remoting.Settings.LogBufferSizeExceeding && Interlocked.Exchange(ref _warnedOfWaiting, 1) == 0)
            _remoting.Log.Warning("{0} messages wait to be sent to {1}: it takes them more slowly than they come", waiting, Remote);
        (IsUrgent(outbound.Message) ? _urgent : _messages).Enqueue(outbound);
    }

    private static bool IsUrgent(object message) =>
        message is IPriorityMessage || (message is ActorSelectionMessage selection && selection.Message is IPriorityMessage);

    private void Refuse(in Outbound outbound)
    {
        var waiting = Interlocked.Decrement(ref _waiting);
        if (Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            _remoting.Log.Error(
                "{0} messages of {1} bytes on average wait to be sent to {2}; what is sent to it from now on goes to the dead letters until there is room again",
                waiting,
                (long)_meanSize,
                Remote);
        }

        _remoting.ToDeadLetters(outbound);
    }

    private void OnTaken(int count)
    {
        var waiting = Interlocked.Add(ref _waiting, -count);
        var most = (int)Math.Clamp(MostWaitingBytes / Math.Max(1, _meanSize), LeastMostWaiting, MostWaiting);
        Volatile.Write(ref _mostWaiting, most);
        if (waiting <= most / 2)
            Volatile.Write(ref _isFull, 0);
        if (waiting <= _remoting.Settings.LogBufferSizeExceeding / 2)
            Volatile.Write(ref _warnedOfWaiting, 0);
    }

    private void Learn(int size) => _meanSize += (size - _meanSize) / 64;

    private void BeginIfDue(Connection connection, FrameBatch batch, FrameEncoder encoder)
    {
        lock (_outboxLock)
        {
            if (_beginDue && ReferenceEquals(_active, connection))
            {
                _beginDue = false;
                _outbox.Rewind();
                encoder.Begin(batch, _remoting.NextRank(), _outboxId, _outbox.First);
                while (_outbox.TryTake(long.MaxValue, out var number, out var record))
                    encoder.SystemMessage(batch, number, record);
            }
            else if (_resendDue)
            {
                foreach (var (number, record) in _outbox.Sent(_remoting.Settings.SysResendLimit))
                    encoder.SystemMessage(batch, number, record);
            }

            _resendDue = false;
        }
    }

    private void TakeSystemMessages(Connection connection, FrameBatch batch, FrameEncoder encoder, long upTo)
    {
        lock (_outboxLock)
        {
            while (ReferenceEquals(_active, connection) && !_beginDue && _outbox.TryTake(upTo, out var number, out var record))
                encoder.SystemMessage(batch, number, record);
        }
    }

    private void ResendIfDue()
    {
        lock (_outboxLock)
        {
            if (_outbox.Count == 0 || Environment.TickCount64 - _lastProgress < _remoting.Settings.SysResendTimeout.TotalMilliseconds)
                return;
            _lastProgress = Environment.TickCount64;
            _resendDue = true;
        }

        _active?.Wake();
    }

    /// <summary>To a system that was never heard of, they are not tried for ever.</summary>
    private void GiveUpOldSystemMessages()
    {
        int count;
        lock (_outboxLock)
        {
            if (_uid is not null || _outbox.Count == 0 || Environment.TickCount64 - _outboxSince < _remoting.Settings.InitialSysMsgDeliveryTimeout.TotalMilliseconds)
                return;
            count = _outbox.Count;
            ResetOutbox();
        }

        _remoting.Log.Warning("{0} system messages to {1} are given up: it was not reached for {2}", count, Remote, _remoting.Settings.InitialSysMsgDeliveryTimeout);
    }

    private void ResetOutbox()
    {
        lock (_outboxLock)
        {
            _outbox = new SystemMessageOutbox(_remoting.Settings.SysMsgBufferSize);
            _outboxId = _remoting.NextRank();
            _beginDue = true;
        }
    }

    private void DropWaiting()
    {
        var dropped = 0;
        while (TryTake(out var outbound))
        {
            if (outbound.Message is null)
                continue;
            dropped++;
            _remoting.ToDeadLetters(outbound);
        }

        Interlocked.Add(ref _waiting, -dropped);
    }
}
