namespace Akka.Remote;

/// <content>What came from the other side. All of it is called with <see cref="InboundLock"/> held, or takes it.</content>
internal sealed partial class Association
{
    private SystemMessageInbox _inbox;
    private long _inboundOutbox;
    private long _inboundRank;
    private int _inboundUid;

    /// <summary>Up to which number of which outbox the system messages came.</summary>
    public (long Outbox, long Number) LastSystemMessage
    {
        get
        {
            lock (InboundLock)
                return (_inboundOutbox, _inbox?.Last ?? 0);
        }
    }

    /// <summary>The other side sends on this connection from now on.</summary>
    public void OnBegin(Connection connection, long rank, long outbox, long first)
    {
        lock (InboundLock)
        {
            if (connection.RemoteUid != _inboundUid)
                (_inboundUid, _inboundRank, _inbox) = (connection.RemoteUid, 0, null);
            if (rank <= _inboundRank)
                return;
            _inboundRank = rank;
            if (_inbox is null || _inboundOutbox != outbox)
                (_inbox, _inboundOutbox) = (new SystemMessageInbox(first), outbox);
        }
    }

    /// <summary>Whether what comes on a connection is still what the other side sends now.</summary>
    public bool IsCurrent(Connection connection, long rank) =>
        rank == _inboundRank && rank != 0 && connection.RemoteUid == _inboundUid;

    public bool AcceptSystemMessage(long number) => _inbox.Accept(number);
}
