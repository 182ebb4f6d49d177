using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.Serialization;

namespace Akka.Remote;

/// <summary>Makes the actors of a system with a network as a local one does, and references to those of other nodes.</summary>
public class RemoteActorRefProvider : IRemoteActorRefProvider
{
    private readonly LocalActorRefProvider _local;
    private readonly EventStream _eventStream;
    private ActorSystemImpl _system;
    private Information _information;

    public RemoteActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        settings.InjectTopLevelFallback(RemoteConfigFactory.Default);
        RefuseRemoteDeployment(settings.Config);
        Settings = settings;
        _eventStream = eventStream;
        _local = new LocalActorRefProvider(systemName, settings, eventStream);
        RemoteSettings = new RemoteSettings(settings.Config);
    }

    public IInternalActorRef RootGuardian => _local.RootGuardian;

    public LocalActorRef Guardian => _local.Guardian;

    public LocalActorRef SystemGuardian => _local.SystemGuardian;

    public IActorRef DeadLetters => _local.DeadLetters;

    public IActorRef IgnoreRef => _local.IgnoreRef;

    public ActorPath RootPath => _local.RootPath;

    public Settings Settings { get; }

    public Deployer Deployer => _local.Deployer;

    public IInternalActorRef TempContainer => _local.TempContainer;

    public Task TerminationTask => _local.TerminationTask;

    public RemoteSettings RemoteSettings { get; }

    public RemoteTransport Transport { get; private set; }

    public IActorRef RemoteWatcher { get; private set; }

    public Address DefaultAddress => Transport?.DefaultAddress ?? _local.DefaultAddress;

    public Information SerializationInformation =>
        _information is { } known && ReferenceEquals(known.Address, DefaultAddress) ? known : _information = new Information(DefaultAddress, _system);

    public virtual void Init(ActorSystemImpl system)
    {
        _system = system;
        _local.Init(system);
        Transport = new Remoting(system, this);
        system.SystemActorOf(Props.Create(() => new RemotingTerminator(Transport)), "remoting-terminator");
        Transport.Start();
        RemoteWatcher = CreateRemoteWatcher(system);
    }

    public IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async) =>
        _local.ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy, async);

    public IActorRef RootGuardianAt(Address address) =>
        HasAddress(address) ? RootGuardian : CreateRemoteRef(new RootActorPath(address), DefaultAddress);

    public IActorRef ResolveActorRef(string path) => InternalResolveActorRef(path);

    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        if (HasAddress(actorPath.Address))
            return _local.ResolveActorRef((_local.RootPath / actorPath.Elements).WithUid(actorPath.Uid));
        try
        {
            return CreateRemoteRef(actorPath, Transport.LocalAddressForRemote(actorPath.Address));
        }
        catch (RemoteTransportException exception)
        {
            _local.Log.Error(exception, "The reference {0} leads nowhere: {1}", actorPath, exception.Message);
            return new EmptyLocalActorRef(this, actorPath, _eventStream);
        }
    }

    public IActorRef InternalResolveActorRef(string path)
    {
        if (path == IgnoreRef.Path.ToString())
            return IgnoreRef;
        if (ActorPath.TryParse(path, out var parsed))
            return ResolveActorRef(parsed);
        _local.Log.Debug("'{0}' is no actor path; it stands for the dead letters", path);
        return DeadLetters;
    }

    public ActorPath TempPath() => _local.TempPath();

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, TempPath(), this);

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _local.RegisterTempActor(actorRef, path);

    public void UnregisterTempActor(ActorPath path) => _local.UnregisterTempActor(path);

    /// <returns>The address under which another one knows this system; null when nothing leads there.</returns>
    public Address GetExternalAddressFor(Address address)
    {
        if (HasAddress(address))
            return _local.RootPath.Address;
        if (string.IsNullOrEmpty(address.Host) || address.Port is null)
            return null;
        try
        {
            return Transport?.LocalAddressForRemote(address);
        }
        catch (RemoteTransportException)
        {
            // That it leads nowhere is the answer here.
            return null;
        }
    }

    public bool HasAddress(Address address) => address == _local.RootPath.Address || address == Transport?.DefaultAddress;

    public void Quarantine(Address address, int? uid) => Transport.Quarantine(address, uid);

    protected virtual IActorRef CreateRemoteWatcher(ActorSystemImpl system)
    {
        var failureDetector = CreateRemoteWatcherFailureDetector(system);
        var props = Remote.RemoteWatcher.Props(
            failureDetector,
            RemoteSettings.WatchHeartBeatInterval,
            RemoteSettings.WatchUnreachableReaperInterval,
            RemoteSettings.WatchHeartbeatExpectedResponseAfter);
        return system.SystemActorOf(props, "remote-watcher");
    }

    protected DefaultFailureDetectorRegistry<Address> CreateRemoteWatcherFailureDetector(ActorSystem system) =>
        new(() => FailureDetectorLoader.Load(RemoteSettings.WatchFailureDetectorImplementationClass, RemoteSettings.WatchFailureDetectorConfig, system));

    protected virtual IInternalActorRef CreateRemoteRef(ActorPath actorPath, Address localAddress) =>
        new RemoteActorRef(Transport, localAddress, actorPath, ActorRefs.Nobody, Props.None, Deploy.None);

    private static void RefuseRemoteDeployment(Config config)
    {
        foreach (var (path, value) in config.GetConfig("akka.actor.deployment").AsEnumerable())
        {
            if (value.IsObject() && value.ToConfig().GetString("remote", "") is { Length: > 0 } address)
                throw new ConfigurationException($"akka.actor.deployment.{path}.remote is {address}; the stand-in of Akka.Remote deploys no actors on other nodes.");
        }
    }
}
