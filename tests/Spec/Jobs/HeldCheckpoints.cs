using Akka.Actor;
using Weir.Actors.Faults;
using Weir.State.Storage;

namespace Weir.Spec.Jobs;

/// <summary>Keeps checkpoints from being complete: what is acknowledged while they are held arrives when they are released.</summary>
internal sealed class HeldCheckpoints : IFaultInjector
{
    private readonly Lock _gate = new();
    private readonly List<Action> _held = [];
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isHolding;

    private HeldCheckpoints()
    {
    }

    /// <summary>Ends when one is under way that is held, since it was last said that they are to be.</summary>
    public Task Reached => Volatile.Read(ref _reached).Task;

    /// <summary>For the jobs that are submitted from now on.</summary>
    public static HeldCheckpoints In(ActorSystem system)
    {
        var held = new HeldCheckpoints();
        FaultPoints.For(system).Injector = held;
        return held;
    }

    public void Hold()
    {
        lock (_gate)
        {
            _isHolding = true;
            if (_reached.Task.IsCompleted)
            {
                Volatile.Write(ref _reached, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
    }

    public void Release()
    {
        Action[] held;
        lock (_gate)
        {
            _isHolding = false;
            held = [.. _held];
            _held.Clear();
        }

        foreach (Action send in held)
        {
            send();
        }
    }

    SubtaskFaults IFaultInjector.Of(FaultySubtask subtask) => new Subtask(this);

    ICheckpointStorage IFaultInjector.Wrap(ICheckpointStorage storage) => storage;

    private bool Keep(Action send)
    {
        lock (_gate)
        {
            if (!_isHolding)
            {
                return false;
            }

            _held.Add(send);
        }

        Volatile.Read(ref _reached).TrySetResult();
        return true;
    }

    private sealed class Subtask(HeldCheckpoints checkpoints) : SubtaskFaults
    {
        public override void Acknowledge(long checkpointId, Action send)
        {
            if (!checkpoints.Keep(send))
            {
                send();
            }
        }
    }
}
