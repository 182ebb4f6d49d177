using Akka.Streams.Stage;
using Akka.Streams.Supervision;

namespace Akka.Streams.Implementation.Stages;

/// <summary>What the operators with one inlet and one outlet have in common: a pull goes through to the upstream.</summary>
internal abstract class LinearLogic<TIn, TOut> : InAndOutGraphStageLogic
{
    protected readonly Inlet<TIn> In;
    protected readonly Outlet<TOut> Out;

    protected LinearLogic(LinearStage<TIn, TOut> stage) : base(stage.Shape)
    {
        In = stage.In;
        Out = stage.Out;
        SetHandlers(In, Out, this);
    }

    public override void OnPull() => Pull(In);

    /// <summary>What is to be done about a function of the user that threw.</summary>
    protected Directive Decide(Exception e) => Supervised.Decide(this, e);
}

/// <summary>The same with timers.</summary>
internal abstract class TimedLinearLogic<TIn, TOut> : TimerGraphStageLogic, IInHandler, IOutHandler
{
    protected readonly Inlet<TIn> In;
    protected readonly Outlet<TOut> Out;

    protected TimedLinearLogic(LinearStage<TIn, TOut> stage) : base(stage.Shape)
    {
        In = stage.In;
        Out = stage.Out;
        SetHandler(In, (IInHandler)this);
        SetHandler(Out, (IOutHandler)this);
    }

    public abstract void OnPush();

    public virtual void OnPull() => Pull(In);

    public virtual void OnUpstreamFinish() => CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => FailStage(e);

    public virtual void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);
}

internal static class Supervised
{
    /// <summary>What the stage's attributes say about this failure.</summary>
    public static Directive Decide(GraphStageLogic logic, Exception e) =>
        (logic.Attributes.GetAttribute<ActorAttributes.SupervisionStrategy>()?.Decider ?? Deciders.StoppingDecider)(e);
}
