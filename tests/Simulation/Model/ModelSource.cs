using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>Reads splits, which an enumerator hands out one at a time, record by record.</summary>
internal sealed class ModelSource(IModelHost host, SubtaskId id, Attempt attempt, int pipeline, int targets)
    : ModelSubtask(host, id, attempt)
{
    private readonly List<(int Split, int Offset)> _splits = [];
    private bool _isOutOfSplits;
    private bool _isDrained;

    public int Pipeline { get; } = pipeline;

    public void Assign(int? split)
    {
        if (split is { } assigned)
        {
            _splits.Add((assigned, 0));
        }

        _isOutOfSplits = split is null;
        Wake();
    }

    public override void Trigger(long checkpointId, bool mayOvertake)
    {
        if (World.Options.Mutation == Mutation.RecordBetweenSnapshotAndBarrier)
        {
            Snapshot(checkpointId);
            ReadOne();
            Broadcast(new Element(ElementKind.Barrier, CheckpointId: checkpointId));
        }
        else
        {
            Checkpoint(checkpointId, mayOvertake);
        }
    }

    public override void Drain()
    {
        _isDrained = true;
        Wake();
    }

    protected override TimeSpan TurnTime() => World.Chance.Milliseconds(0, 2 * World.Options.RecordMilliseconds);

    protected override void Started()
    {
        if (_splits.Count == 0)
        {
            Host.RequestSplit(this);
        }
    }

    protected override void Turn()
    {
        if (_isOutOfSplits || _isDrained)
        {
            EndData();
        }
        else if (ReadOne())
        {
            Wake();
        }
    }

    protected override void Load(object? state)
    {
        _splits.AddRange(state as IReadOnlyList<(int Split, int Offset)> ?? []);
    }

    protected override object Save(long checkpointId) => _splits.ToList();

    private bool ReadOne()
    {
        if (_splits.Count == 0)
        {
            return false;
        }

        var (split, offset) = _splits[^1];
        var key = World.KeyOf(Pipeline, split, offset);
        Send(new Element(ElementKind.Record, key), (int)(key % targets));
        _splits[^1] = (split, offset + 1);
        if (offset + 1 == World.Options.RecordsPerSplit)
        {
            _splits.RemoveAt(_splits.Count - 1);
            if (_splits.Count == 0)
            {
                Host.RequestSplit(this);
            }
        }

        return true;
    }
}
