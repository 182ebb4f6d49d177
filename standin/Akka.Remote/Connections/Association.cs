using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// All that goes to one address: messages wait here for a connection, system messages until the other side has them. One of the
/// connections to the address carries what is sent (the active one); what is received may come on any.
/// </summary>
internal sealed partial class Association
{
    /// <summary>Two that connect to each other at the same moment have two connections then, and keep them.</summary>
    private static readonly TimeSpan s_simultaneous = TimeSpan.FromSeconds(2);

    private readonly Remoting _remoting;
    private readonly Lock _lock = new();
    private readonly List<Connection> _connections = [];
    private readonly ConcurrentQueue<Outbound> _messages = new();
    private readonly ConcurrentQueue<Outbound> _urgent = new();
    private readonly Timer _gate;
    private volatile State _state;
    private volatile Connection _active;
    private Task _connecting = Task.CompletedTask;
    private int? _uid;
    private long _idleSince = Environment.TickCount64;

    public Association(Remoting remoting, Address remote)
    {
        _remoting = remoting;
        Remote = remote;
        _outbox = new SystemMessageOutbox(remoting.Settings.SysMsgBufferSize);
        _outboxId = remoting.NextRank();
        _gate = new Timer(_ => OnGateOpens());
    }

    private enum State
    {
        Idle,
        Connecting,
        Active,

        /// <summary>A connection failed or was lost: left alone for a while.</summary>
        Gated,

        /// <summary>Nobody may use this any more; there is another one, or will be.</summary>
        Retired,
    }

    public Address Remote { get; }

    /// <summary>Held while what came from the other side is handed on.</summary>
    public object InboundLock { get; } = new();

    public int? Uid
    {
        get
        {
            lock (_lock)
                return _uid;
        }
    }

    /// <returns>False when the association is retired: the caller has to get the current one.</returns>
    public bool Post(in Outbound outbound)
    {
        if (_state != State.Active)
            return PostWithoutConnection(outbound);
        Enqueue(outbound);
        _active?.Wake();
        return true;
    }

    /// <summary>Closes all connections; the address is left alone for a while.</summary>
    public void Disconnect(string reason)
    {
        foreach (var connection in Snapshot())
            connection.Close(new RemoteTransportException(reason));
    }

    /// <returns>Completes when all that was sent before is on its way and the connections are closed.</returns>
    public async Task Finish()
    {
        Task connecting;
        lock (_lock)
            connecting = _connecting;
        await connecting.ConfigureAwait(false);
        var connections = Snapshot();
        foreach (var connection in connections)
            connection.Finish(GoodbyeReason.Shutdown);
        await Task.WhenAll(connections.Select(connection => connection.Ended)).ConfigureAwait(false);
    }

    /// <summary>Cuts off the system that is at the address.</summary>
    public void OnQuarantined(int uid)
    {
        Connection[] connections;
        lock (_lock)
        {
            if (_uid != uid)
                return;
            ResetOutbox();
            connections = [.. _connections];
            _active = null;
            CloseGate();
        }

        DropWaiting();
        foreach (var connection in connections)
            connection.FinishSoon(GoodbyeReason.Quarantined, _remoting.Settings.FlushWait);
    }

    public void Abort()
    {
        foreach (var connection in Snapshot())
            connection.Close(null);
        lock (_lock)
            Retire();
        DropWaiting();
    }

    /// <summary>Takes in a connection after its handshake.</summary>
    /// <returns>False when there is no place for it any more.</returns>
    public bool Attach(Connection connection)
    {
        List<Connection> outdated;
        var isActive = false;
        lock (_lock)
        {
            if (_state == State.Retired || _remoting.IsShuttingDown || _remoting.Quarantines.Contains(Remote, connection.RemoteUid))
                return false;
            outdated = Identify(connection.RemoteUid);
            _connections.Add(connection);
            var isUsable = !connection.IsInbound || _remoting.Settings.UsePassiveConnections;
            if (isUsable && _active is { } former && connection.IsInbound && former.Age > s_simultaneous)
            {
                // The other side would not connect if it still had the former one; that one only has not noticed yet.
                outdated.Add(former);
                isActive = true;
                Activate(connection);
            }
            else if (isUsable && _state != State.Active)
            {
                isActive = true;
                Activate(connection);
            }
            else if (_state == State.Idle && !_messages.IsEmpty)
            {
                Connect();
            }
        }

        foreach (var each in outdated)
            each.Close(null);
        if (isActive)
            _remoting.Publish(new AssociatedEvent(_remoting.DefaultAddress, Remote, connection.IsInbound));
        return true;
    }

    public void OnClosed(Connection connection, Exception cause, GoodbyeReason? goodbye)
    {
        bool wasActive, isGated = false;
        lock (_lock)
        {
            _connections.Remove(connection);
            wasActive = ReferenceEquals(_active, connection);
            if (wasActive)
            {
                _active = null;
                if (goodbye is null && _connections.Find(each => !each.IsEnding) is { } other)
                    Activate(other);
                else
                    isGated = CloseGate();
            }
        }

        if (isGated)
            DropWaiting();
        _remoting.OnDisassociated(this, connection, cause, goodbye, isGated);
    }

    /// <summary>Twice a second or so.</summary>
    public void Tend(bool heartbeat)
    {
        if (heartbeat)
        {
            foreach (var connection in Snapshot())
                connection.CheckHeartbeat();
        }

        ResendIfDue();
        lock (_lock)
        {
            if (_state != State.Idle || _connections.Count > 0 || !_messages.IsEmpty || !_urgent.IsEmpty || PendingSystemMessages > 0)
                _idleSince = Environment.TickCount64;
            else if (Environment.TickCount64 - _idleSince > Remoting.RetireAfter.TotalMilliseconds)
                Retire();
        }
    }

    private bool PostWithoutConnection(in Outbound outbound)
    {
        lock (_lock)
        {
            switch (_state)
            {
                case State.Retired:
                    return false;
                case State.Gated when outbound.Message is not null:
                    break;
                case State.Idle:
                    Enqueue(outbound);
                    Connect();
                    return true;
                default:
                    Enqueue(outbound);
                    _active?.Wake();
                    return true;
            }
        }

        _remoting.ToDeadLetters(outbound);
        return true;
    }

    private void Connect()
    {
        _state = State.Connecting;
        _connecting = Task.Run(async () =>
        {
            try
            {
                await _remoting.Connector.Connect(this).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                OnConnectFailed(exception);
            }
        });
    }

    private void OnConnectFailed(Exception cause)
    {
        bool isGated;
        lock (_lock)
        {
            // The other side may have made a connection meanwhile, which serves as well.
            if (_state != State.Connecting)
                return;
            isGated = CloseGate();
        }

        DropWaiting();
        GiveUpOldSystemMessages();
        _remoting.OnAssociationFailed(this, cause, isGated);
    }

    private void Activate(Connection connection)
    {
        _gate.Change(Timeout.Infinite, Timeout.Infinite);
        lock (_outboxLock)
            _beginDue = true;
        _active = connection;
        _state = State.Active;
        connection.Wake();
    }

    /// <summary>What is sent in the next while goes to the dead letters, as does what waits, with <see cref="DropWaiting"/>; system messages wait on.</summary>
    private bool CloseGate()
    {
        if (_state == State.Retired)
            return false;
        _state = State.Gated;
        if (!_remoting.IsShuttingDown)
            _gate.Change(_remoting.Settings.RetryGateClosedFor, Timeout.InfiniteTimeSpan);
        return true;
    }

    private void OnGateOpens()
    {
        lock (_lock)
        {
            if (_state != State.Gated || _remoting.IsShuttingDown)
                return;
            _state = State.Idle;
            _idleSince = Environment.TickCount64;
            if (!_messages.IsEmpty || !_urgent.IsEmpty || PendingSystemMessages > 0)
                Connect();
        }
    }

    private void Retire()
    {
        if (_state == State.Retired)
            return;
        _state = State.Retired;
        _gate.Dispose();
        _remoting.Forget(this);
    }

    /// <summary>Notes who is at the address.</summary>
    /// <returns>Connections to the one who was there before.</returns>
    private List<Connection> Identify(int uid)
    {
        if (_uid == uid)
            return [];
        var isSuccessor = _uid is not null;
        _uid = uid;
        if (!isSuccessor)
            return [];
        _remoting.Log.Info("The system at {0} has restarted: its uid is {1} now", Remote, uid);
        ResetOutbox();
        var outdated = _connections.FindAll(each => each.RemoteUid != uid);
        if (_active is not null)
        {
            _active = null;
            _state = State.Idle;
        }

        return outdated;
    }

    private Connection[] Snapshot()
    {
        lock (_lock)
            return [.. _connections];
    }
}

/// <summary>A message that waits for a connection, or, without a message, the place of a system message among the others.</summary>
internal readonly record struct Outbound(object Message, IActorRef Sender, RemoteActorRef Recipient, long SystemMessage = 0, int Size = 0);
