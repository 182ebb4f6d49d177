using System.Collections.Concurrent;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Serialization;
using Akka.Util;

namespace Akka.Actor.Internal;

public class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentStack<Action> _onTermination = new();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _terminating;

    public ActorSystemImpl(string name)
        : this(name, ConfigurationFactory.Empty, ActorSystemSetup.Empty)
    {
    }

    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<Props>? guardianProps = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (string.IsNullOrEmpty(name) || !IsValidName(name))
        {
            throw new ArgumentException(
                $"'{name}' is no name for an actor system: it has to be of letters, digits, '-' and '_', and not to start with '-' or '_'.", nameof(name));
        }

        Name = name;
        GuardianProps = guardianProps ?? Option<Props>.None;
        Settings = new Settings(this, config, setup);
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        Log = new BusLogging(EventStream, $"ActorSystem({name})", GetType(), Settings.LogFormatter);
        Scheduler = CreateByName<IScheduler>("akka.scheduler.implementation", Settings.SchedulerClass, Settings.Config, Log);
        Provider = CreateByName<IActorRefProvider>("akka.actor.provider", Settings.ProviderSelectionType.Fqn, name, Settings, EventStream);
        Mailboxes = new Mailboxes(this);
        Dispatchers = new Dispatchers(this, new DefaultDispatcherPrerequisites(EventStream, Scheduler, Settings, Mailboxes), Log);
        Serialization = new Serialization.Serialization(this);
        if (Settings.SerializeAllMessages)
            MessageVerifier = new MessageVerifier(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override IActorRefProvider Provider { get; }

    public override Serialization.Serialization Serialization { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters => Provider.DeadLetters;

    public override IActorRef IgnoreRef => Provider.IgnoreRef;

    public override Dispatchers Dispatchers { get; }

    public override Mailboxes Mailboxes { get; }

    public override IScheduler Scheduler { get; }

    public override ILoggingAdapter Log { get; }

    public Option<Props> GuardianProps { get; }

    public override IInternalActorRef Guardian => Provider.Guardian;

    public override IInternalActorRef LookupRoot => Provider.RootGuardian;

    public override IInternalActorRef SystemGuardian => Provider.SystemGuardian;

    public override Task WhenTerminated => _terminated.Task;

    internal MessageVerifier MessageVerifier { get; }

    internal bool IsTerminating => Volatile.Read(ref _terminating) != 0;

    public void Start()
    {
        try
        {
            try
            {
                Provider.Init(this);
            }
            finally
            {
                // Also when it failed half-way, such as on a port that is taken: then Abort ends what runs already.
                Provider.TerminationTask.ContinueWith(_ => FinishTermination(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            if (Settings.LogDeadLetters > 0)
                SystemActorOf<DeadLetterListener>("deadLetterListener");
            if (Settings.DebugUnhandledMessage)
                EventStream.Subscribe(SystemActorOf<UnhandledMessageForwarder>("UnhandledMessageForwarder"), typeof(UnhandledMessage));
            EventStream.StartUnsubscriber(this);
            CoordinatedShutdown.Get(this);
            foreach (var extension in Settings.Config.GetStringList("akka.extensions"))
                RegisterExtension(CreateByName<IExtensionId>("akka.extensions", extension));
            if (Settings.LogConfigOnStart)
                Log.Info(Settings.ToString());
            Settings.CheckKeys();
        }
        catch
        {
            Abort();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string name = null) => Provider.Guardian.Cell.AttachChild(props, false, name);

    public override IActorRef SystemActorOf(Props props, string name = null) => Provider.SystemGuardian.Cell.AttachChild(props, true, name);

    public override IActorRef SystemActorOf<TActor>(string name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, Provider.RootGuardian);

    public override void Stop(IActorRef actor)
    {
        var target = (IInternalActorRef)actor;
        if (target.Parent is LocalActorRef parent)
            parent.Cell.Stop(target);
        else
            target.Stop();
    }

    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var lazy = _extensions.GetOrAdd(
            extension.ExtensionType,
            static (_, made) => new Lazy<object>(() => made.Extension.CreateExtension(made.System)),
            (Extension: extension, System: this));
        try
        {
            return lazy.Value;
        }
        catch
        {
            _extensions.TryRemove(KeyValuePair.Create(extension.ExtensionType, lazy));
            throw;
        }
    }

    public override object GetExtension(IExtensionId extensionId) =>
        TryGetExtension(extensionId.ExtensionType, out var extension) ? extension : null;

    public override T GetExtension<T>() => TryGetExtension<T>(out var extension) ? extension : null;

    public override bool HasExtension(Type type) => TryGetExtension(type, out _);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        extension = _extensions.TryGetValue(extensionType, out var lazy) ? lazy.Value : null;
        return extension is not null;
    }

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = TryGetExtension(typeof(T), out var value);
        extension = (T)value;
        return found;
    }

    public override void RegisterOnTermination(Action code)
    {
        if (WhenTerminated.IsCompleted)
            throw new InvalidOperationException("ActorSystem already terminated.");
        _onTermination.Push(code);
    }

    public override async Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate)
        {
            await CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);
            if (!Settings.CoordinatedShutdownTerminateActorSystem)
                await FinalTerminate().ConfigureAwait(false);
        }
        else
        {
            await FinalTerminate().ConfigureAwait(false);
        }
    }

    public override void Abort()
    {
        // The real end, without the phases of a coordinated shutdown.
        if (Provider.Guardian is not null)
            _ = FinalTerminate();
        else
            FinishTermination();
    }

    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    internal Task FinalTerminate()
    {
        if (Interlocked.Exchange(ref _terminating, 1) == 0)
        {
            if (!Settings.LogDeadLettersDuringShutdown && Provider.SystemGuardian?.Cell.GetSingleChild("deadLetterListener") is { } listener and not Nobody)
                Stop(listener);
            Provider.Guardian.Stop();
        }

        return WhenTerminated;
    }

    private static bool IsValidName(string name) =>
        char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static T CreateByName<T>(string key, string typeName, params object[] arguments)
    {
        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException($"{key} names '{typeName}': there is no such type. Reference its assembly, or name another type.");
        try
        {
            return (T)Activator.CreateInstance(type, arguments);
        }
        catch (System.Reflection.TargetInvocationException exception)
        {
            throw new ConfigurationException($"{key}: '{typeName}' could not be created: {exception.InnerException?.Message}", exception.InnerException);
        }
    }

    private void FinishTermination()
    {
        while (_onTermination.TryPop(out var code))
        {
            try
            {
                code();
            }
            catch (Exception exception)
            {
                Log.Error(exception, "What was registered on the termination of {0} failed: {1}", Name, exception.Message);
            }
        }

        (Scheduler as IDisposable)?.Dispose();
        foreach (var extension in _extensions.Values)
        {
            if (extension.IsValueCreated && extension.Value is IDisposable disposable)
                disposable.Dispose();
        }

        Dispatchers.Shutdown();
        EventStream.StopStdoutLogger();
        _terminated.TrySetResult();
    }
}
