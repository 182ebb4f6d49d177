using Akka.Actor;
using Akka.Event;
using Akka.Pattern;

namespace Akka.Streams.Implementation;

internal sealed class ActorMaterializerImpl : ActorMaterializer
{
    private static long _lastFlow;
    private static long _lastStageActor;
    private readonly LocalActorRef _supervisor;
    private readonly ShutdownFlag _shutdown;
    private readonly string _namePrefix;
    private readonly Attributes _attributes;

    private ActorMaterializerImpl(ActorSystem system, ActorMaterializerSettings settings, LocalActorRef supervisor, ShutdownFlag shutdown, string namePrefix)
    {
        System = system;
        Settings = settings;
        _supervisor = supervisor;
        _shutdown = shutdown;
        _namePrefix = namePrefix;
        Logger = Logging.GetLogger(system, this);
        _attributes = new Attributes(
            new Attributes.InputBuffer(settings.InitialInputBufferSize, settings.MaxInputBufferSize),
            new ActorAttributes.Dispatcher(settings.Dispatcher),
            new ActorAttributes.SupervisionStrategy(settings.SupervisionDecider),
            new ActorAttributes.SyncProcessingLimit(settings.SyncProcessingLimit),
            Attributes.CancellationStrategy.Default);
    }

    public override ActorMaterializerSettings Settings { get; }

    public override ActorSystem System { get; }

    public override ILoggingAdapter Logger { get; }

    public override IActorRef Supervisor => _supervisor;

    public override bool IsShutdown => _shutdown.IsSet;

    public static new ActorMaterializerImpl Create(IActorRefFactory context, ActorMaterializerSettings? settings, string? namePrefix)
    {
        var system = context switch
        {
            ActorSystem it => it,
            IActorContext it => it.System,
            null => throw new ArgumentNullException(nameof(context), "IActorRefFactory context must be defined"),
            _ => throw new ArgumentException($"ActorRefFactory context must be a ActorSystem or ActorContext, got [{context.GetType()}]", nameof(context)),
        };
        var ofSystem = ActorMaterializerSettings.Create(system);
        settings ??= ofSystem;
        var shutdown = new ShutdownFlag();
        var props = OnDispatcher(Props.Create(typeof(StreamSupervisor), shutdown), settings.Dispatcher);
        var supervisor = context.ActorOf(props, StreamSupervisor.NextName());
        return new ActorMaterializerImpl(system, settings, (LocalActorRef)supervisor, shutdown, namePrefix ?? "Flow");
    }

    public override ActorMaterializerSettings EffectiveSettings(Attributes attributes)
    {
        var (settings, buffer) = (Settings, attributes.GetAttribute<Attributes.InputBuffer>());
        if (buffer is not null && (buffer.Initial != settings.InitialInputBufferSize || buffer.Max != settings.MaxInputBufferSize))
            settings = settings.WithInputBuffer(buffer.Initial, buffer.Max);
        if (attributes.GetAttribute<ActorAttributes.Dispatcher>() is { } dispatcher && dispatcher.Name != settings.Dispatcher)
            settings = settings.WithDispatcher(dispatcher.Name);
        if (attributes.GetAttribute<ActorAttributes.SupervisionStrategy>() is { } supervision && supervision.Decider != settings.SupervisionDecider)
            settings = settings.WithSupervisionStrategy(supervision.Decider);
        if (attributes.GetAttribute<ActorAttributes.SyncProcessingLimit>() is { } limit && limit.Limit != settings.SyncProcessingLimit)
            settings = settings.WithSyncProcessingLimit(limit.Limit);
        return settings;
    }

    public override IMaterializer WithNamePrefix(string namePrefix) => new ActorMaterializerImpl(System, Settings, _supervisor, _shutdown, namePrefix);

    public override TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable) => Materialize(runnable, Attributes.None);

    public override TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes) => Materialize(runnable, initialAttributes, null);

    public TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes, IslandActor? host)
    {
        if (IsShutdown)
            throw new IllegalStateException("Trying to materialize stream after materializer has been shutdown");
        return (TMat)new Materialization(this).Run(runnable.Blueprint, _attributes.And(initialAttributes), host)!;
    }

    public override ICancelable ScheduleOnce(TimeSpan delay, Action action) => System.Scheduler.Advanced.ScheduleOnceCancelable(delay, action);

    public override ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        System.Scheduler.Advanced.ScheduleRepeatedlyCancelable(initialDelay, interval, action);

    public override ILoggingAdapter MakeLogger(object logSource) => Logging.GetLogger(System, logSource);

    public override void Shutdown()
    {
        if (_shutdown.TrySet())
            ((IInternalActorRef)_supervisor).Stop();
    }

    public string NextFlowName() => $"{_namePrefix}-{Interlocked.Increment(ref _lastFlow) - 1}";

    public string NextStageActorName() => $"$${Interlocked.Increment(ref _lastStageActor) - 1}-StageActor";

    /// <summary>Starts an actor below the supervisor, from any thread.</summary>
    public IActorRef ActorOf(Props props, string name)
    {
        try
        {
            return _supervisor.Cell.AttachChild(props, false, Uri.EscapeDataString(name));
        }
        catch (InvalidOperationException e)
        {
            throw new IllegalStateException("Trying to materialize stream after materializer has been shutdown", e);
        }
    }

    public static Props OnDispatcher(Props props, string dispatcher) => string.IsNullOrEmpty(dispatcher) ? props : props.WithDispatcher(dispatcher);
}
