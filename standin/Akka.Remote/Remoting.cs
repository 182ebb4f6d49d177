using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote.Transport;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Akka.Remote;

/// <summary>The transport over TCP: who listens, who connects, and an association for each address.</summary>
internal sealed class Remoting : RemoteTransport
{
    /// <summary>An address that nothing is sent to is forgotten after this time.</summary>
    public static readonly TimeSpan RetireAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_tendInterval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Address, Association> _associations = new();
    private readonly TimeSpan _heartbeatInterval;
    private readonly LogLevel? _eventLevel;
    private Listener _listener;
    private Timer _tend;
    private long _lastHeartbeat = Environment.TickCount64;
    private long _rank;
    private volatile bool _isShuttingDown;

    public Remoting(ExtendedActorSystem system, RemoteActorRefProvider provider)
        : base(system, provider)
    {
        Settings = provider.RemoteSettings;
        Tcp = new TcpSettings(Settings.Config.GetConfig(TcpSettings.Path));
        Quarantines = new Quarantines(Settings.QuarantineDuration ?? TimeSpan.FromDays(5));
        Connector = new Connector(this);
        _heartbeatInterval = Settings.ConnectionDetectorConfig.GetTimeSpan("heartbeat-interval");
        _eventLevel = Settings.RemoteLifecycleEventsLogLevel == "OFF" ? null : Logging.LogLevelFor(Settings.RemoteLifecycleEventsLogLevel);
        Uid = AddressUidExtension.Uid(system);
    }

    public override ISet<Address> Addresses => _listener is null ? new HashSet<Address>() : [_listener.Address];

    public override Address DefaultAddress => _listener?.Address;

    public RemoteSettings Settings { get; }

    public TcpSettings Tcp { get; }

    public Quarantines Quarantines { get; }

    public LinkRules Links { get; } = new();

    public Connector Connector { get; }

    public int Uid { get; }

    public bool IsShuttingDown => _isShuttingDown;

    public override void Start()
    {
        _listener = Listener.Bind(this);
        _tend = new Timer(_ => Tend(), null, s_tendInterval, s_tendInterval);
        _listener.Start();
        Publish(new RemotingListenEvent([_listener.Address]));
    }

    public override async Task Shutdown()
    {
        if (_listener is null)
            return;
        await _listener.DisposeAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_associations.Values.Select(association => association.Finish())).WaitAsync(Settings.FlushWait).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.Warning("Not all messages were on their way within akka.remote.flush-wait-on-shutdown = {0}; the rest is lost", Settings.FlushWait);
        }

        _isShuttingDown = true;
        await _tend.DisposeAsync().ConfigureAwait(false);
        Connector.Dispose();
        foreach (var association in _associations.Values)
            association.Abort();
        Tcp.Tls?.Dispose();
        Publish(new RemotingShutdownEvent());
    }

    public override void Send(object message, IActorRef sender, RemoteActorRef recipient)
    {
        if (message is SystemMessage system)
        {
            SendSystemMessage(system, recipient);
            return;
        }

        var outbound = new Outbound(message, sender, recipient);
        while (!_isShuttingDown)
        {
            if (AssociationOf(recipient).Post(outbound))
                return;
            recipient.Association = null;
        }

        ToDeadLetters(outbound);
    }

    public override Task<bool> ManagementCommand(object cmd) => ManagementCommand(cmd, CancellationToken.None);

    public override Task<bool> ManagementCommand(object cmd, CancellationToken cancellationToken)
    {
        if (!Tcp.CanCutLinks)
            return Task.FromResult(false);
        switch (cmd)
        {
            case SetThrottle throttle:
                Links.Set(throttle);
                return Task.FromResult(true);
            case ForceDisassociate force:
                foreach (var association in _associations.Values.Where(each => each.Remote.Host == force.Address.Host && each.Remote.Port == force.Address.Port))
                    association.Disconnect("it was told to disassociate");
                return Task.FromResult(true);
            default:
                return Task.FromResult(false);
        }
    }

    public override Address LocalAddressForRemote(Address remote) =>
        remote.Protocol == Tcp.Scheme
            ? DefaultAddress
            : throw new RemoteTransportException($"No transport leads to {remote}: this system has {Tcp.Scheme} only.");

    public override void Quarantine(Address address, int? uid)
    {
        if (uid is not { } known)
        {
            Log.Warning("{0} cannot be quarantined without its uid; the connections to it are closed", address);
            if (_associations.TryGetValue(address, out var unknown))
                unknown.Disconnect("it was to be quarantined");
            return;
        }

        if (!Quarantines.Add(address, known))
            return;
        if (_associations.TryGetValue(address, out var association))
            association.OnQuarantined(known);
        var quarantined = new QuarantinedEvent(address, known);
        Log.Warning(quarantined.ToString());
        System.EventStream.Publish(quarantined);
    }

    /// <summary>Increases: of two, the later one counts.</summary>
    public long NextRank() => Interlocked.Increment(ref _rank);

    public FailureDetector NewConnectionDetector() =>
        FailureDetectorLoader.Load(Settings.ConnectionDetectorConfig.GetString("implementation-class"), Settings.ConnectionDetectorConfig, System);

    public Association AssociationWith(Address remote)
    {
        if (_associations.TryGetValue(remote, out var known))
            return known;
        return _associations.GetOrAdd(remote, static (address, remoting) => new Association(remoting, address), this);
    }

    public void Forget(Association association) => _associations.TryRemove(KeyValuePair.Create(association.Remote, association));

    public void Publish(RemotingLifecycleEvent @event)
    {
        System.EventStream.Publish(@event);
        if (_eventLevel is { } level && @event.LogLevel() >= level)
            Log.Log(@event.LogLevel(), null, @event.ToString());
    }

    /// <summary>Not for heartbeats: they come again and again, and would only hide what is worth to be seen.</summary>
    public void ToDeadLetters(in Outbound outbound)
    {
        if (outbound.Message is not null && !Association.IsUrgent(outbound.Message))
            Provider.DeadLetters.Tell(new DeadLetter(outbound.Message, outbound.Sender ?? Provider.DeadLetters, outbound.Recipient), outbound.Sender);
    }

    public void OnAssociationFailed(Association association, Exception cause, bool isGated)
    {
        System.EventStream.Publish(new AssociationErrorEvent(cause, DefaultAddress, association.Remote, inbound: false, LogLevel.WarningLevel));
        if (cause is HandshakeException { IsQuarantine: true })
            OnQuarantinedBy(association.Remote);
        else if (isGated && !_isShuttingDown)
            Log.Warning("Could not connect to {0}: {1}. What is sent to it in the next {2} goes to the dead letters", association.Remote, cause.Message, Settings.RetryGateClosedFor);
    }

    public void OnDisassociated(Association association, Connection connection, Exception cause, GoodbyeReason? goodbye, bool isGated)
    {
        if (goodbye == GoodbyeReason.Quarantined)
            OnQuarantinedBy(association.Remote);
        if (!isGated || _isShuttingDown)
            return;
        Publish(new DisassociatedEvent(DefaultAddress, association.Remote, connection.IsInbound));
        if (goodbye == GoodbyeReason.Shutdown)
            Log.Info("{0} has shut down. What is sent to it in the next {1} goes to the dead letters", association.Remote, Settings.RetryGateClosedFor);
        else if (cause is not null)
            Log.Warning("The connection to {0} was lost: {1}. What is sent to it in the next {2} goes to the dead letters", association.Remote, cause.Message, Settings.RetryGateClosedFor);
    }

    public void OnOutboxFull(Association association)
    {
        Log.Error("{0} has not acknowledged {1} system messages (akka.remote.system-message-buffer-size)", association.Remote, Settings.SysMsgBufferSize);
        if (association.Uid is { } uid)
            Quarantine(association.Remote, uid);
        else
            association.DropSystemMessages();
    }

    private void OnQuarantinedBy(Address remote)
    {
        var quarantined = new ThisActorSystemQuarantinedEvent(DefaultAddress, remote);
        Log.Warning(quarantined.ToString());
        System.EventStream.Publish(quarantined);
    }

    private Association AssociationOf(RemoteActorRef recipient) => recipient.Association ??= AssociationWith(recipient.Path.Address);

    private void SendSystemMessage(SystemMessage message, RemoteActorRef recipient)
    {
        SystemMessageRecord record;
        try
        {
            record = AkkaSerialization.WithTransport(System, (System.Serialization, Message: message, recipient), static state =>
            {
                var serializer = state.Serialization.FindSerializerFor(state.Message);
                return new SystemMessageRecord(
                    state.recipient.PathBytes,
                    serializer.Identifier,
                    AkkaSerialization.ManifestFor(serializer, state.Message),
                    serializer.ToBinary(state.Message));
            });
        }
        catch (Exception exception)
        {
            Log.Error(exception, "The system message {0} for {1} was not sent: {2}", message, recipient, exception.Message);
            return;
        }

        while (!_isShuttingDown && !AssociationOf(recipient).PostSystemMessage(record))
            recipient.Association = null;
    }

    private void Tend()
    {
        var heartbeat = Environment.TickCount64 - Interlocked.Read(ref _lastHeartbeat) >= _heartbeatInterval.TotalMilliseconds;
        if (heartbeat)
            Interlocked.Exchange(ref _lastHeartbeat, Environment.TickCount64);
        foreach (var association in _associations.Values)
            association.Tend(heartbeat);
    }
}
