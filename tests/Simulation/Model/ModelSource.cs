using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>Reads splits, which an enumerator hands out one at a time, record by record.</summary>
internal sealed class ModelSource(SimulatedProcess process, SubtaskId id, Attempt attempt, int pipeline, int targets)
    : ModelSubtask(process, id, attempt)
{
    private int? _split;
    private int _offset;
    private bool _isOutOfSplits;

    public int Pipeline { get; } = pipeline;

    public void Assign(int? split)
    {
        _split = split;
        _offset = 0;
        _isOutOfSplits = split is null;
        Wake();
    }

    public override void Trigger(long checkpointId)
    {
        if (World.Options.Mutation == Mutation.RecordBetweenSnapshotAndBarrier)
        {
            Snapshot(checkpointId);
            ReadOne();
            Broadcast(new Element(ElementKind.Barrier, CheckpointId: checkpointId));
        }
        else
        {
            Checkpoint(checkpointId);
        }
    }

    protected override TimeSpan TurnTime() => World.Chance.Milliseconds(0, 2 * World.Options.RecordMilliseconds);

    protected override void Started()
    {
        if (_split is null)
        {
            Process.RequestSplit(this);
        }
    }

    protected override void Turn()
    {
        if (_isOutOfSplits)
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
        if (state is (int split, int offset))
        {
            _split = split;
            _offset = offset;
        }
    }

    protected override object Save(long checkpointId) => (_split ?? -1, _offset) is var (split, offset) && split >= 0 ? (split, offset) : "no split";

    private bool ReadOne()
    {
        if (_split is not { } split)
        {
            return false;
        }

        var key = World.KeyOf(Pipeline, split, _offset);
        Send(new Element(ElementKind.Record, key), (int)(key % targets));
        if (++_offset == World.Options.RecordsPerSplit)
        {
            _split = null;
            Process.RequestSplit(this);
        }

        return true;
    }
}
