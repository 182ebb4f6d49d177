using Akka.Streams.Implementation;

namespace Akka.Streams.Stage;

/// <summary>What happens at an inlet.</summary>
public interface IInHandler
{
    /// <summary>An element has arrived: Grab it.</summary>
    void OnPush();

    /// <summary>No element will follow.</summary>
    void OnUpstreamFinish();

    /// <summary>The upstream has failed; no element will follow.</summary>
    void OnUpstreamFailure(Exception e);
}

/// <summary>What happens at an outlet.</summary>
public interface IOutHandler
{
    /// <summary>The downstream asks for one element.</summary>
    void OnPull();

    /// <summary>The downstream needs no more elements, and says why.</summary>
    void OnDownstreamFinish(Exception cause);
}

/// <summary>By default the end of the upstream completes the stage, and its failure fails the stage.</summary>
public abstract class InHandler : IInHandler
{
    protected InHandler()
    {
    }

    public abstract void OnPush();

    public virtual void OnUpstreamFinish() => GraphInterpreter.ActiveLogic.CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => GraphInterpreter.ActiveLogic.FailStage(e);
}

/// <summary>By default a cancellation completes the stage, or fails it if the cause is a failure.</summary>
public abstract class OutHandler : IOutHandler
{
    protected OutHandler()
    {
    }

    public abstract void OnPull();

    public virtual void OnDownstreamFinish(Exception cause) => GraphInterpreter.ActiveLogic.InternalOnDownstreamFinish(cause);
}

public abstract class InAndOutHandler : IInHandler, IOutHandler
{
    protected InAndOutHandler()
    {
    }

    public abstract void OnPush();

    public virtual void OnUpstreamFinish() => GraphInterpreter.ActiveLogic.CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => GraphInterpreter.ActiveLogic.FailStage(e);

    public abstract void OnPull();

    public virtual void OnDownstreamFinish(Exception cause) => GraphInterpreter.ActiveLogic.InternalOnDownstreamFinish(cause);
}

/// <summary>Completes the stage when the upstream does.</summary>
public sealed class EagerTerminateInput : InHandler
{
    public static readonly EagerTerminateInput Instance = new();

    private EagerTerminateInput()
    {
    }

    public override void OnPush()
    {
    }
}

/// <summary>Goes on when the upstream completes.</summary>
public sealed class IgnoreTerminateInput : InHandler
{
    public static readonly IgnoreTerminateInput Instance = new();

    private IgnoreTerminateInput()
    {
    }

    public override void OnPush()
    {
    }

    public override void OnUpstreamFinish()
    {
    }
}

/// <summary>Completes the stage with the upstream when the predicate holds.</summary>
public class ConditionalTerminateInput : InHandler
{
    private readonly Func<bool> _predicate;

    public ConditionalTerminateInput(Func<bool> predicate) => _predicate = predicate;

    public override void OnPush()
    {
    }

    public override void OnUpstreamFinish()
    {
        if (_predicate())
            base.OnUpstreamFinish();
    }
}

/// <summary>Goes on when the upstream completes or fails.</summary>
public sealed class TotallyIgnorantInput : InHandler
{
    public static readonly TotallyIgnorantInput Instance = new();

    private TotallyIgnorantInput()
    {
    }

    public override void OnPush()
    {
    }

    public override void OnUpstreamFinish()
    {
    }

    public override void OnUpstreamFailure(Exception e)
    {
    }
}

/// <summary>Ends the stage when the downstream cancels.</summary>
public sealed class EagerTerminateOutput : OutHandler
{
    public static readonly EagerTerminateOutput Instance = new();

    private EagerTerminateOutput()
    {
    }

    public override void OnPull()
    {
    }
}

/// <summary>Goes on when the downstream cancels.</summary>
public sealed class IgnoreTerminateOutput : OutHandler
{
    public static readonly IgnoreTerminateOutput Instance = new();

    private IgnoreTerminateOutput()
    {
    }

    public override void OnPull()
    {
    }

    public override void OnDownstreamFinish(Exception cause)
    {
    }
}

/// <summary>Ends the stage when the downstream cancels and the predicate holds.</summary>
public class ConditionalTerminateOutput : OutHandler
{
    private readonly Func<bool> _predicate;

    public ConditionalTerminateOutput(Func<bool> predicate) => _predicate = predicate;

    public override void OnPull()
    {
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        if (_predicate())
            base.OnDownstreamFinish(cause);
    }
}
