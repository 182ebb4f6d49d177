using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <content>What waits to be sent.</content>
internal sealed partial class Association
{
    /// <summary>A batch grows up to here before it is sent, so that urgent messages do not wait behind more than this.</summary>
    private const int BatchLength = 256 * 1024;

    /// <summary>More than this does not wait; what is sent then goes to the dead letters.</summary>
    private const long MostWaitingBytes = 512L * 1024 * 1024;

    private static readonly TimeSpan s_pauseBetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly MessageSizes _sizes = new();
    private readonly Lock _outboxLock = new();
    private SystemMessageOutbox _outbox;
    private long _outboxId;
    private long _outboxSince;
    private long _lastProgress = Environment.TickCount64;
    private bool _beginDue;
    private bool _resendDue;
    private int _waiting;
    private long _waitingBytes;
    private int _isFull;
    private long _nextWarning = Environment.TickCount64;

    private int PendingSystemMessages
    {
        get
        {
            lock (_outboxLock)
                return _outbox.Count;
        }
    }

    public static bool IsUrgent(object message) =>
        message is IPriorityMessage || (message is ActorSelectionMessage selection && selection.Message is IPriorityMessage);

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
            while (batch.Length < BatchLength && ReferenceEquals(_active, connection) && TryTake(out var outbound))
            {
                if (outbound.Message is null)
                    TakeSystemMessages(connection, batch, encoder, outbound.SystemMessage);
                else
                    _sizes.Learn(outbound.Message, encoder.Message(batch, outbound.Message, outbound.Sender, outbound.Recipient));
            }
        }
        finally
        {
            FrameEncoder.Leave(before);
        }
    }

    /// <summary>What waits gets lost: the link is cut. System messages stay, to be sent again.</summary>
    public void Lose(Connection connection)
    {
        lock (_outboxLock)
            _beginDue |= ReferenceEquals(_active, connection);
        while (ReferenceEquals(_active, connection) && TryTake(out _))
        {
        }
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

    private bool TryTake(out Outbound outbound)
    {
        if (!_urgent.TryDequeue(out outbound) && !_messages.TryDequeue(out outbound))
            return false;
        if (outbound.Message is null)
            return true;
        Interlocked.Decrement(ref _waiting);
        if (Interlocked.Add(ref _waitingBytes, -outbound.Size) < MostWaitingBytes / 2 && _isFull != 0)
            Volatile.Write(ref _isFull, 0);
        return true;
    }

    private void Enqueue(Outbound outbound)
    {
        if (outbound.Message is null)
        {
            _messages.Enqueue(outbound);
            return;
        }

        outbound = outbound with { Size = _sizes.Estimate(outbound.Message) };
        var waiting = Interlocked.Increment(ref _waiting);
        if (Interlocked.Add(ref _waitingBytes, outbound.Size) > MostWaitingBytes)
        {
            Refuse(outbound, waiting);
            return;
        }

        if (waiting > _remoting.Settings.LogBufferSizeExceeding)
            WarnOfWaiting(waiting);
        (IsUrgent(outbound.Message) ? _urgent : _messages).Enqueue(outbound);
    }

    private void Refuse(in Outbound outbound, int waiting)
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Add(ref _waitingBytes, -outbound.Size);
        if (Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            _remoting.Log.Error(
                "{0} messages of about {1} MiB wait to be sent to {2}, which is as much as may; what is sent to it goes to the dead letters until there is room again",
                waiting - 1,
                MostWaitingBytes / 1024 / 1024,
                Remote);
        }

        _remoting.ToDeadLetters(outbound);
    }

    private void WarnOfWaiting(int waiting)
    {
        var due = Volatile.Read(ref _nextWarning);
        var now = Environment.TickCount64;
        if (now >= due && Interlocked.CompareExchange(ref _nextWarning, now + (long)s_pauseBetweenWarnings.TotalMilliseconds, due) == due)
            _remoting.Log.Warning("{0} messages wait to be sent to {1}: it takes them more slowly than they come", waiting, Remote);
    }

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
        while (TryTake(out var outbound))
            _remoting.ToDeadLetters(outbound);
    }
}
