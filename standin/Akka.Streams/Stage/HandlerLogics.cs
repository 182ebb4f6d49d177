namespace Akka.Streams.Stage;

/// <summary>A logic that is the handler of its inlets itself.</summary>
public abstract class InGraphStageLogic : GraphStageLogic, IInHandler
{
    protected InGraphStageLogic(int inCount, int outCount) : base(inCount, outCount)
    {
    }

    protected InGraphStageLogic(Shape shape) : base(shape)
    {
    }

    public abstract void OnPush();

    public virtual void OnUpstreamFinish() => CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => FailStage(e);
}

/// <summary>A logic that is the handler of its outlets itself.</summary>
public abstract class OutGraphStageLogic : GraphStageLogic, IOutHandler
{
    protected OutGraphStageLogic(int inCount, int outCount) : base(inCount, outCount)
    {
    }

    protected OutGraphStageLogic(Shape shape) : base(shape)
    {
    }

    public abstract void OnPull();

    public virtual void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);
}

/// <summary>A logic that is the handler of its inlets and outlets itself.</summary>
public abstract class InAndOutGraphStageLogic : GraphStageLogic, IInHandler, IOutHandler
{
    protected InAndOutGraphStageLogic(int inCount, int outCount) : base(inCount, outCount)
    {
    }

    protected InAndOutGraphStageLogic(Shape shape) : base(shape)
    {
    }

    public abstract void OnPush();

    public virtual void OnUpstreamFinish() => CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => FailStage(e);

    public abstract void OnPull();

    public virtual void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);
}
