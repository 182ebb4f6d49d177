using Akka.Streams.Implementation.Stages;

namespace Akka.Streams;

/// <summary>Ends streams from the outside. Only the first call has an effect.</summary>
public interface IKillSwitch
{
    /// <summary>Completes the downstream and cancels the upstream.</summary>
    void Shutdown();

    /// <summary>Fails the downstream and cancels the upstream with the cause.</summary>
    void Abort(Exception cause);
}

/// <summary>The switch of one stream.</summary>
public sealed class UniqueKillSwitch : IKillSwitch
{
    private readonly TaskCompletionSource<Done> _signal;

    internal UniqueKillSwitch(TaskCompletionSource<Done> signal) => _signal = signal;

    public void Shutdown() => _signal.TrySetResult(Done.Instance);

    public void Abort(Exception cause) => _signal.TrySetException(cause);

    public override string ToString() => $"SingleKillSwitch({GetHashCode()})";
}

/// <summary>The switch of any number of streams, those that start after it was used included.</summary>
public sealed class SharedKillSwitch : IKillSwitch
{
    private readonly TaskCompletionSource<Done> _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _name;

    internal SharedKillSwitch(string name)
    {
        _name = string.IsNullOrEmpty(name) ? throw new ArgumentException("A shared kill switch needs a name.", nameof(name)) : name;
        _ = _signal.Task.ContinueWith(task => task.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
    }

    public void Shutdown() => _signal.TrySetResult(Done.Instance);

    public void Abort(Exception cause) => _signal.TrySetException(cause);

    /// <summary>The flow through which a stream comes under this switch.</summary>
    public IGraph<FlowShape<T, T>, SharedKillSwitch> Flow<T>() =>
        new ValueFlowStage<T, T, SharedKillSwitch>("SharedKillSwitchFlow", stage => (new KillSwitchLogic<T>(stage, _signal.Task), this));

    public override string ToString() => $"KillSwitch({_name})";
}

public static class KillSwitches
{
    public static SharedKillSwitch Shared(string name) => new(name);

    /// <summary>A flow that materialises a switch of its own.</summary>
    public static IGraph<FlowShape<T, T>, UniqueKillSwitch> Single<T>() => new ValueFlowStage<T, T, UniqueKillSwitch>("UniqueKillSwitchFlow", stage =>
    {
        var signal = new TaskCompletionSource<Done>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (new KillSwitchLogic<T>(stage, signal.Task), new UniqueKillSwitch(signal));
    });

    /// <summary>A flow that ends when the token is cancelled: by completion if gracefully, else by an <see cref="OperationCanceledException"/>.</summary>
    public static IGraph<FlowShape<T, T>, NotUsed> AsFlow<T>(this CancellationToken cancellationToken, bool cancelGracefully = false) =>
        new ValueFlowStage<T, T, NotUsed>("CancellableFlow", stage => (new CancellationLogic<T>(stage, cancellationToken, cancelGracefully), NotUsed.Instance));
}
