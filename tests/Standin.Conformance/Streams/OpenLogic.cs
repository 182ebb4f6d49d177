using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace Weir.Standin.Conformance.Streams;

/// <summary>A logic that a test writes as lambdas: all that a stage can do is open to it.</summary>
public sealed class OpenLogic : TimerGraphStageLogic
{
    public OpenLogic(Shape shape, Action<OpenLogic> define) : base(shape) => define(this);

    public Action Started { get; set; } = () => { };

    public Action Stopped { get; set; } = () => { };

    public Action<object> TimerFired { get; set; } = _ => { };

    public override void PreStart() => Started();

    public override void PostStop() => Stopped();

    protected override void OnTimer(object timerKey) => TimerFired(timerKey);

    public void On<T>(Inlet<T> inlet, Action push, Action? finish = null, Action<Exception>? failure = null) => SetHandler(inlet, push, finish, failure);

    public void On<T>(Outlet<T> outlet, Action pull, Action<Exception>? finish = null) => SetHandler(outlet, pull, finish);

    public void PullFrom<T>(Inlet<T> inlet) => Pull(inlet);

    public T GrabFrom<T>(Inlet<T> inlet) => Grab(inlet);

    public void CancelAt<T>(Inlet<T> inlet) => Cancel(inlet);

    public bool HasArrived<T>(Inlet<T> inlet) => IsAvailable(inlet);

    public bool IsPulled<T>(Inlet<T> inlet) => HasBeenPulled(inlet);

    public bool IsShut<T>(Inlet<T> inlet) => IsClosed(inlet);

    public bool IsShut<T>(Outlet<T> outlet) => IsClosed(outlet);

    public bool IsWanted<T>(Outlet<T> outlet) => IsAvailable(outlet);

    public void PushTo<T>(Outlet<T> outlet, T element) => Push(outlet, element);

    public void CompleteAt<T>(Outlet<T> outlet) => Complete(outlet);

    public void FailAt<T>(Outlet<T> outlet, Exception cause) => Fail(outlet, cause);

    public void EmitTo<T>(Outlet<T> outlet, IEnumerable<T> elements) => EmitMultiple(outlet, elements);

    public void EmitTo<T>(Outlet<T> outlet, T element, Action andThen) => Emit(outlet, element, andThen);

    public void ReadFrom<T>(Inlet<T> inlet, Action<T> andThen, Action onClose) => Read(inlet, andThen, onClose);

    public void ReadFrom<T>(Inlet<T> inlet, int count, Action<IEnumerable<T>> andThen, Action<IEnumerable<T>> onClose) => ReadMany(inlet, count, andThen, onClose);

    public void KeepGoing(bool enabled) => SetKeepGoing(enabled);

    public Action<T> Callback<T>(Action<T> handler) => GetAsyncCallback(handler);

    public void Once(object key, TimeSpan delay) => ScheduleOnce(key, delay);

    public void Repeatedly(object key, TimeSpan interval) => ScheduleRepeatedly(key, interval);

    public void CancelTimerOf(object key) => CancelTimer(key);

    public bool IsActive(object key) => IsTimerActive(key);

    public StageActor OpenActor(StageActorRef.Receive receive) => GetStageActor(receive);

    public IActorRef SupervisorOf() => ((ActorMaterializer)Materializer).Supervisor;
}

/// <summary>A stage of any shape whose logic a test writes.</summary>
public sealed class OpenStage<TShape>(TShape shape, Action<OpenLogic> define) : GraphStage<TShape> where TShape : Shape
{
    public override TShape Shape => shape;

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new OpenLogic(shape, define);
}

/// <summary>The stages of the usual shapes.</summary>
internal static class Open
{
    public static OpenStage<SourceShape<T>> Source<T>(Action<OpenLogic, Outlet<T>> define)
    {
        var outlet = new Outlet<T>("open.out");
        return new OpenStage<SourceShape<T>>(new SourceShape<T>(outlet), logic => define(logic, outlet));
    }

    public static OpenStage<SinkShape<T>> Sink<T>(Action<OpenLogic, Inlet<T>> define)
    {
        var inlet = new Inlet<T>("open.in");
        return new OpenStage<SinkShape<T>>(new SinkShape<T>(inlet), logic => define(logic, inlet));
    }

    public static OpenStage<FlowShape<TIn, TOut>> Flow<TIn, TOut>(Action<OpenLogic, Inlet<TIn>, Outlet<TOut>> define)
    {
        var (inlet, outlet) = (new Inlet<TIn>("open.in"), new Outlet<TOut>("open.out"));
        return new OpenStage<FlowShape<TIn, TOut>>(new FlowShape<TIn, TOut>(inlet, outlet), logic => define(logic, inlet, outlet));
    }
}
