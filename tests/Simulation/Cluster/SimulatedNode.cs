using Weir.Actors.Slots;
using Weir.Simulation.Model;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <summary>
/// One life of a node: its task manager, the subtasks there, perhaps a leader. It can be killed, and it can stand still:
/// then all that it was about to do, and all that it is sent, happens when it goes on.
/// </summary>
internal sealed partial class SimulatedNode : IModelHost
{
    private readonly Queue<Action> _backlog = new();
    private readonly List<StorageOperation> _operations = [];
    private readonly string _name;

    public SimulatedNode(ClusterRun world, int index, int life, int slots)
    {
        World = world;
        Index = index;
        Slots = slots;
        _name = $"node {index}.{life}";
        _machine = new TaskManagerMachine(
            new Guid(index, (short)life, 0, new byte[8]), slots, world.Shape.HeartbeatInterval,
            Mutation == ClusterMutation.VoidIsIgnored ? TimeSpan.FromDays(1) : world.Shape.HeartbeatTimeout,
            stopTimeout: TimeSpan.FromMinutes(3),
            isNode: true);
    }

    public ClusterRun World { get; }

    ModelWorld IModelHost.World => World;

    public int Index { get; }

    public int Slots { get; }

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused { get; private set; }

    private Chance Chance => World.Chance;

    public override string ToString() => _name;

    public void Kill()
    {
        World.Trace.Add(() => $"{this} is killed");
        IsAlive = false;
        _backlog.Clear();
        Interrupt(_ => true);
        foreach (var subtask in _subtasks.Values)
        {
            subtask.Model.Die();
        }
    }

    public void Pause()
    {
        World.Trace.Add(() => $"{this} stands still");
        IsPaused = true;
    }

    public void Resume()
    {
        World.Trace.Add(() => $"{this} goes on");
        IsPaused = false;

        // What runs may stop it again, or kill it.
        while (IsAlive && !IsPaused && _backlog.TryDequeue(out var action))
        {
            action();
        }
    }

    public void Run(Action action)
    {
        if (!IsAlive)
        {
            return;
        }

        if (IsPaused)
        {
            _backlog.Enqueue(action);
        }
        else
        {
            action();
        }
    }

    public void After(TimeSpan delay, Action action) => World.Scheduler.After(delay, () => Run(action));

    public bool Hears(IModelHost other) => !World.Network.IsCut(this, (SimulatedNode)other);

    // ---- what is being written

    /// <summary>It is done after a while, all at once; then, a while later, it is known that it was.</summary>
    /// <param name="isWanted">Whether the one who wanted it done is still there to hear of it.</param>
    public void InStorage(object owner, double milliseconds, Action<bool> apply, Action then, Func<bool> isWanted)
    {
        milliseconds *= World.Slowness;
        var operation = new StorageOperation(owner, apply);
        _operations.Add(operation);
        After(Chance.Milliseconds(0, milliseconds), () =>
        {
            if (_operations.Remove(operation))
            {
                apply(true);
                After(Chance.Milliseconds(0, milliseconds / 4), () =>
                {
                    if (isWanted())
                    {
                        then();
                    }
                });
            }
        });
    }

    // Its writer is gone: it was done, or half done, or not at all, and nobody hears of it.
    private void Interrupt(Func<StorageOperation, bool> which)
    {
        foreach (var operation in _operations.Where(which).ToList())
        {
            _operations.Remove(operation);
            var result = Chance.Between(0, 3);
            if (result < 2)
            {
                operation.Apply(result == 0);
            }
        }
    }

    /// <param name="Apply">True: whole; false: torn.</param>
    private sealed record StorageOperation(object Owner, Action<bool> Apply);
}
