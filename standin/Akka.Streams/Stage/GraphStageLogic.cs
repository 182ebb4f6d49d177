using System.Runtime.CompilerServices;
using Akka.Event;
using Akka.Pattern;
using Akka.Streams.Implementation;

namespace Akka.Streams.Stage;

/// <summary>
/// The state and the behaviour of one materialised stage. All its handlers run one at a time. It ends when all its ports are
/// closed (unless it keeps going), and then PostStop is called; it is also called, without any other signal, when the
/// stream's actor is stopped.
/// </summary>
public abstract partial class GraphStageLogic : IStageLogging
{
    public static readonly Action DoNothing = () => { };
    public static readonly InHandler EagerTerminateInput = Stage.EagerTerminateInput.Instance;
    public static readonly InHandler IgnoreTerminateInput = Stage.IgnoreTerminateInput.Instance;
    public static readonly InHandler TotallyIgnorantInput = Stage.TotallyIgnorantInput.Instance;
    public static readonly OutHandler EagerTerminateOutput = Stage.EagerTerminateOutput.Instance;
    public static readonly OutHandler IgnoreTerminateOutput = Stage.IgnoreTerminateOutput.Instance;

    public readonly int InCount;
    public readonly int OutCount;

    /// <summary>The wires of the ports, inlets first; null until the graph is materialised.</summary>
    internal readonly Connection?[] Wires;

    /// <summary>The handlers of the ports, inlets first.</summary>
    internal readonly object?[] Handlers;

    internal int OpenPorts;
    internal bool KeepsGoing;
    internal bool IsFinished;

    private GraphInterpreter? _interpreter;
    private StageActor? _stageActor;
    private ILoggingAdapter? _log;

    protected GraphStageLogic(int inCount, int outCount)
    {
        InCount = inCount;
        OutCount = outCount;
        Wires = new Connection?[inCount + outCount];
        Handlers = new object?[inCount + outCount];
        OpenPorts = inCount + outCount;
    }

    protected GraphStageLogic(Shape shape) : this(shape.Inlets.Length, shape.Outlets.Length)
    {
    }

    /// <summary>Whether the stage lives on when all its ports are closed, until it completes or fails itself.</summary>
    public virtual bool KeepGoingAfterAllPortsClosed => false;

    public ILoggingAdapter Log => _log ??= Interpreter.Materializer.MakeLogger(LogSource);

    public StageActor StageActor => _stageActor ?? throw StageActorRefNotInitializedException.Instance;

    protected virtual object LogSource => this;

    /// <summary>The name of the stage actor; by default the system chooses one.</summary>
    protected virtual string? StageActorName => null;

    protected IMaterializer Materializer => Interpreter.Materializer;

    /// <summary>A materializer that runs a stream in this stage's own actor.</summary>
    protected IMaterializer SubFusingMaterializer => new SubFusingMaterializer(Interpreter);

    internal GraphInterpreter Interpreter => _interpreter ?? throw new IllegalStateException(
        "not yet initialized: only SetHandler is allowed in GraphStageLogic constructor");

    /// <summary>What this stage's materialisation was given; for messages and sub-streams.</summary>
    internal Attributes Attributes { get; set; } = Attributes.None;

    internal string StageName { get; set; } = "stage";

    /// <summary>Called once, before the first signal.</summary>
    public virtual void PreStart()
    {
    }

    /// <summary>Called once, after the last signal, however the stage ends.</summary>
    public virtual void PostStop()
    {
    }

    protected virtual void BeforePreStart()
    {
    }

    protected virtual void AfterPostStop()
    {
        _stageActor?.Stop();
        _stageActor = null;
    }

    internal void Start()
    {
        BeforePreStart();
        PreStart();
    }

    internal void Stop()
    {
        try
        {
            PostStop();
        }
        finally
        {
            AfterPostStop();
        }
    }

    internal void Attach(GraphInterpreter interpreter)
    {
        _interpreter = interpreter;
        KeepsGoing = KeepsGoing || KeepGoingAfterAllPortsClosed;
    }

    protected void SetHandler<T>(Inlet<T> inlet, IInHandler handler) => SetHandler((Inlet)inlet, handler);

    protected void SetHandler<T>(Inlet<T> inlet, Action onPush, Action? onUpstreamFinish = null, Action<Exception>? onUpstreamFailure = null) =>
        SetHandler((Inlet)inlet, new LambdaInHandler(onPush, onUpstreamFinish, onUpstreamFailure));

    protected void SetHandler<T>(Outlet<T> outlet, IOutHandler handler) => SetHandler((Outlet)outlet, handler);

    protected void SetHandler<T>(Outlet<T> outlet, Action onPull, Action<Exception>? onDownstreamFinish = null) =>
        SetHandler((Outlet)outlet, new LambdaOutHandler(onPull, onDownstreamFinish));

    protected void SetHandler<TIn, TOut>(Inlet<TIn> inlet, Outlet<TOut> outlet, InAndOutGraphStageLogic handler) =>
        SetHandlers(inlet, outlet, handler);

    protected void SetHandlers<TIn, TOut>(Inlet<TIn> inlet, Outlet<TOut> outlet, InAndOutGraphStageLogic handler)
    {
        SetHandler((Inlet)inlet, handler);
        SetHandler((Outlet)outlet, handler);
    }

    internal void SetHandler(Inlet inlet, IInHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Handlers[inlet.Id] = handler;
        if (Wires[inlet.Id] is { } wire)
            wire.InHandler = handler;
    }

    internal void SetHandler(Outlet outlet, IOutHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Handlers[InCount + outlet.Id] = handler;
        if (Wires[InCount + outlet.Id] is { } wire)
            wire.OutHandler = handler;
    }

    protected IInHandler GetHandler<T>(Inlet<T> inlet) => (IInHandler)Handlers[inlet.Id]!;

    protected IOutHandler GetHandler<T>(Outlet<T> outlet) => (IOutHandler)Handlers[InCount + outlet.Id]!;

    /// <summary>Asks for one element.</summary>
    /// <exception cref="ArgumentException">The inlet is closed, or has been pulled already.</exception>
    protected void Pull<T>(Inlet<T> inlet)
    {
        var wire = InWire(inlet);
        var state = wire.State;
        if ((state & (Connection.Idle | Connection.InClosed | Connection.OutClosed)) == Connection.Idle)
        {
            wire.State = state ^ (Connection.Idle | Connection.Pulling);
            Interpreter.OnPull(wire);
            return;
        }

        if ((state & Connection.InClosed) != 0)
            throw new ArgumentException($"Cannot pull a closed port: {inlet} of {this}");
        if ((state & Connection.Idle) == 0)
            throw new ArgumentException($"Cannot pull port twice: {inlet} of {this}");
        wire.State = state ^ (Connection.Idle | Connection.Pulling); // the outlet has closed, and its signal is on its way
    }

    /// <summary>Asks for one element, unless the inlet is closed.</summary>
    protected void TryPull<T>(Inlet<T> inlet)
    {
        if (!IsClosed(inlet))
            Pull(inlet);
    }

    /// <summary>Takes the element that has arrived.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    protected T Grab<T>(Inlet<T> inlet)
    {
        var wire = InWire(inlet);
        var state = wire.State;
        if ((state & (Connection.Idle | Connection.Filled)) != (Connection.Idle | Connection.Filled))
            throw new ArgumentException($"Cannot get element from already empty input port: {inlet} of {this}");
        wire.State = state & ~Connection.Filled;
        if (typeof(T).IsValueType && wire is ValueConnection<T> typed)
        {
            var value = typed.Value;
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
                typed.Value = default!;
            return value;
        }

        return (T)wire.TakeObject()!;
    }

    protected bool HasBeenPulled<T>(Inlet<T> inlet) => (InWire(inlet).State & (Connection.Idle | Connection.InClosed)) == 0;

    /// <summary>Whether an element has arrived that has not been grabbed.</summary>
    protected bool IsAvailable<T>(Inlet<T> inlet) =>
        (InWire(inlet).State & (Connection.Idle | Connection.Filled)) == (Connection.Idle | Connection.Filled);

    protected bool IsClosed<T>(Inlet<T> inlet) => (InWire(inlet).State & Connection.InClosed) != 0;

    /// <summary>Gives one element to the downstream.</summary>
    /// <exception cref="ArgumentException">The outlet is closed, or has not been pulled.</exception>
    protected void Push<T>(Outlet<T> outlet, T element)
    {
        var wire = OutWire(outlet);
        var state = wire.State;
        if (element is null)
            throw new ArgumentNullException(nameof(element), $"Element must not be null, pushed to {outlet} of {this}");
        if ((state & (Connection.Demanded | Connection.OutClosed | Connection.InClosed)) == Connection.Demanded)
        {
            wire.State = state ^ (Connection.Demanded | Connection.Pushing) | Connection.Filled;
            if (typeof(T).IsValueType && wire is ValueConnection<T> typed)
                typed.Value = element;
            else
                wire.Slot = element;
            Interpreter.OnPush(wire);
            return;
        }

        if ((state & Connection.OutClosed) != 0)
            throw new ArgumentException($"Cannot push closed port: {outlet} of {this}");
        if ((state & Connection.Demanded) == 0)
            throw new ArgumentException($"Cannot push port twice, or before it being pulled: {outlet} of {this}");
        wire.State = state ^ (Connection.Demanded | Connection.Pushing); // the inlet has cancelled, and its signal is on its way
    }

    /// <summary>Whether the downstream has asked for an element.</summary>
    protected bool IsAvailable<T>(Outlet<T> outlet) => (OutWire(outlet).State & (Connection.Demanded | Connection.OutClosed)) == Connection.Demanded;

    protected bool IsClosed<T>(Outlet<T> outlet) => (OutWire(outlet).State & Connection.OutClosed) != 0;

    /// <summary>Closes the inlet.</summary>
    protected void Cancel<T>(Inlet<T> inlet) => Cancel(inlet, SubscriptionWithCancelException.NoMoreElementsNeeded.Instance);

    protected void Cancel<T>(Inlet<T> inlet, Exception cause) => Interpreter.Cancel(InWire(inlet), cause);

    /// <summary>Closes the outlet, after what has been pushed and what is to be emitted.</summary>
    protected void Complete<T>(Outlet<T> outlet)
    {
        if (Handlers[InCount + outlet.Id] is IEmission emission)
            emission.CompleteAfterwards();
        else
            Interpreter.Complete(OutWire(outlet), null);
    }

    /// <summary>Fails the outlet.</summary>
    protected void Fail<T>(Outlet<T> outlet, Exception reason) => Interpreter.Complete(OutWire(outlet), reason);

    /// <summary>Cancels all inlets and completes all outlets; the stage no longer keeps going.</summary>
    public void CompleteStage() => CompleteStage(SubscriptionWithCancelException.StageWasCompleted.Instance);

    /// <summary>Cancels all inlets and fails all outlets; the stage no longer keeps going.</summary>
    public void FailStage(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        for (var i = 0; i < Wires.Length; i++)
        {
            if (i < InCount)
                Interpreter.Cancel(Wires[i]!, reason);
            else
                Interpreter.Complete(Wires[i]!, reason);
        }

        SetKeepGoing(false);
    }

    /// <summary>Ends the stage for this cause as its cancellation strategy says.</summary>
    public void CancelStage(Exception cause) => InternalOnDownstreamFinish(cause);

    public void InternalOnDownstreamFinish(Exception cause)
    {
        var strategy = Attributes.GetAttribute(Attributes.CancellationStrategy.Default)!.Strategy;
        if (strategy is Attributes.CancellationStrategy.FailStage ||
            (strategy is Attributes.CancellationStrategy.PropagateFailure && cause is not SubscriptionWithCancelException.NonFailureCancellation))
            FailStage(cause);
        else
            CompleteStage(cause);
    }

    /// <summary>With true, the stage lives on when all its ports are closed, until this is set to false or the stage ends itself.</summary>
    protected void SetKeepGoing(bool enabled) => KeepsGoing = enabled;

    /// <summary>
    /// Makes a way into this stage from any thread: what it is called with is handled later, in order, one at a time, like any
    /// other signal. Nothing happens when the stage has ended by then.
    /// </summary>
    protected Action<T> GetAsyncCallback<T>(Action<T> handler) => element =>
    {
        var interpreter = Interpreter;
        interpreter.Self.Tell(new AsyncInput<T>(interpreter, this, element, handler), Actor.ActorRefs.NoSender);
    };

    protected Action GetAsyncCallback(Action handler)
    {
        AsyncSignal? signal = null;
        return () =>
        {
            var interpreter = Interpreter;
            interpreter.Self.Tell(signal ??= new AsyncSignal(interpreter, this, handler), Actor.ActorRefs.NoSender);
        };
    }

    /// <summary>The actor through which this stage takes part in conversations; what it receives is handled by <paramref name="receive"/>.</summary>
    protected StageActor GetStageActor(StageActorRef.Receive receive)
    {
        if (_stageActor is null)
            _stageActor = new StageActor(Interpreter.Materializer, r => GetAsyncCallback<(Actor.IActorRef, object)>(message => r(message)), receive, StageActorName);
        else
            _stageActor.Become(receive);
        return _stageActor;
    }

    public static InHandler ConditionalTerminateInput(Func<bool> predicate) => new ConditionalTerminateInput(predicate);

    public static OutHandler ConditionalTerminateOutput(Func<bool> predicate) => new ConditionalTerminateOutput(predicate);

    private void CompleteStage(Exception cancellation)
    {
        for (var i = 0; i < Wires.Length; i++)
        {
            if (i < InCount)
                Interpreter.Cancel(Wires[i]!, cancellation);
            else if (Handlers[i] is IEmission emission)
                emission.CompleteAfterwards();
            else
                Interpreter.Complete(Wires[i]!, null);
        }

        SetKeepGoing(false);
    }

    private Connection InWire(Inlet inlet) => Wires[inlet.Id] ?? throw NotInitialised();

    private Connection OutWire(Outlet outlet) => Wires[InCount + outlet.Id] ?? throw NotInitialised();

    private static IllegalStateException NotInitialised() =>
        new("not yet initialized: only SetHandler is allowed in GraphStageLogic constructor");
}
