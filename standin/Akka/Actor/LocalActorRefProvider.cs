using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventStream _eventStream;
    private readonly Func<ActorPath, IInternalActorRef> _deadLettersFactory;
    private readonly ActorPath _tempPath;
    private RootGuardianActorRef _root;
    private VirtualPathContainer _temp;
    private ActorSystemImpl _system;
    private long _lastTemp = -1;

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : this(systemName, settings, eventStream, null, null)
    {
    }

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream, Deployer deployer, Func<ActorPath, IInternalActorRef> deadLettersFactory)
    {
        Settings = settings;
        _eventStream = eventStream;
        Deployer = deployer ?? new Deployer(settings);
        RootPath = new RootActorPath(new Address("akka", systemName));
        _tempPath = RootPath / "temp";
        _deadLettersFactory = deadLettersFactory ?? (path => new DeadLetterActorRef(this, path, eventStream));
        DeadLetters = _deadLettersFactory(RootPath / "deadLetters");
        IgnoreRef = new IgnoreActorRef(this);
        Log = Logging.GetLogger(eventStream, $"LocalActorRefProvider({RootPath.Address})");
    }

    public IActorRef DeadLetters { get; }

    public IActorRef IgnoreRef { get; }

    public Deployer Deployer { get; }

    public IInternalActorRef RootGuardian => _root;

    public ActorPath RootPath { get; }

    public Settings Settings { get; }

    public LocalActorRef SystemGuardian { get; private set; }

    public IInternalActorRef TempContainer => _temp;

    public Task TerminationTask => _terminated.Task;

    public LocalActorRef Guardian { get; private set; }

    public EventStream EventStream => _eventStream;

    public Address DefaultAddress => RootPath.Address;

    public Serialization.Information SerializationInformation => new(DefaultAddress, _system);

    public ILoggingAdapter Log { get; }

    public void Init(ActorSystemImpl system)
    {
        _system = system;
        var dispatcher = system.Dispatchers.Internal;
        var mailbox = new UnboundedMailbox();
        var supervisor = new RootGuardianSupervisor((RootActorPath)RootPath, this, _terminated, Log);
        _root = new RootGuardianActorRef(system, Props.Create<RootGuardian>(), dispatcher, mailbox, supervisor, RootPath, this);
        _temp = new VirtualPathContainer(this, _tempPath, _root, Log);
        Guardian = AddGuardian(UserGuardian.PropsFor(Settings), dispatcher, mailbox, "user");
        SystemGuardian = AddGuardian(Props.Create(typeof(SystemGuardianActor), Guardian), dispatcher, mailbox, "system");
        _root.Cell.InitChild(Guardian);
        _root.Cell.InitChild(SystemGuardian);
        _root.Start();
        Guardian.Start();
        SystemGuardian.Start();
        _root.Tell(new RootGuardian.Supervised(SystemGuardian), ActorRefs.NoSender);

        // Before any network, so that what is to be said of its start is heard.
        _eventStream.StartDefaultLoggers(system);
    }

    public IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async)
    {
        var effective = props.Deploy;
        if (lookupDeploy && Deployer.Lookup(path) is { } configured)
            effective = configured.WithFallback(effective);
        if (deploy is not null)
            effective = deploy.WithFallback(effective);
        if (systemService && effective.Dispatcher == Deploy.NoDispatcherGiven)
            effective = effective.WithDispatcher(Dispatchers.InternalDispatcherId);
        if (!ReferenceEquals(effective, props.Deploy))
            props = props.WithEffectiveDeploy(effective);

        try
        {
            var dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
            var mailboxType = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
            return new LocalActorRef(system, props, dispatcher, mailboxType, supervisor, path);
        }
        catch (Exception exception) when (exception is not ConfigurationException)
        {
            throw new ConfigurationException($"Configuration problem while creating [{path}] with dispatcher [{props.Dispatcher}] and mailbox [{props.Mailbox}]: {exception.Message}", exception);
        }
    }

    public ActorPath TempPath() => new ChildActorPath(_tempPath, ActorCell.TempName(Interlocked.Increment(ref _lastTemp)), ActorCell.UndefinedUid);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, TempPath(), this);

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _temp.AddChild(path.Name, actorRef);

    public void UnregisterTempActor(ActorPath path) => _temp.RemoveChild(path.Name);

    public void RegisterExtraName(string name, IInternalActorRef actor) => _root.AddExtraName(name, actor);

    public IActorRef RootGuardianAt(Address address) =>
        address.HasLocalScope || address == RootPath.Address ? RootGuardian : DeadLetters;

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var actorPath) && actorPath.Address == RootPath.Address ? ResolveActorRef(actorPath) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath path)
    {
        if (path.Address != RootPath.Address)
            return DeadLetters;
        if (path.Depth == 0)
            return RootGuardian;
        var elements = path.Elements.ToArray();
        if (path.Uid != 0)
            elements[^1] += "#" + path.Uid;
        var child = _root.GetChild(elements);
        return child is Nobody ? new EmptyLocalActorRef(this, path, _eventStream) : child;
    }

    public Address GetExternalAddressFor(Address address) => address == RootPath.Address ? address : null;

    private LocalActorRef AddGuardian(Props props, MessageDispatcher dispatcher, MailboxType mailbox, string name)
    {
        _root.Cell.ReserveChild(name);
        return new LocalActorRef(_system, props, dispatcher, mailbox, _root, new ChildActorPath(RootPath, name, ActorCell.NewUid()));
    }
}
