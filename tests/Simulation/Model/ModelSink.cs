using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>Two phases: prepared at the barrier, committed when the checkpoint is complete, or a restore says it was.</summary>
internal sealed class ModelSink(SimulatedProcess process, SubtaskId id, Attempt attempt, int pipeline)
    : ModelSubtask(process, id, attempt)
{
    private readonly SortedDictionary<long, string> _prepared = [];
    private string? _open;

    protected override void OnRecord(Element record)
    {
        _open ??= World.Output.Open(Id);
        World.Output.Write(_open, pipeline, record.Key, record.Count);
    }

    protected override object Save(long checkpointId)
    {
        if (_open is not null)
        {
            _prepared.Add(checkpointId, _open);
            if (World.Options.Mutation == Mutation.CommitAtBarrier)
            {
                World.Output.Commit(_open);
            }

            _open = null;
        }

        return _prepared.Values.ToList();
    }

    protected override void Load(object? state)
    {
        var prepared = state as IReadOnlyList<string> ?? [];
        foreach (var transaction in prepared)
        {
            World.Output.Commit(transaction);
        }
    }

    protected override void Commit(long checkpointId)
    {
        foreach (var (prepared, transaction) in _prepared.Where(each => each.Key <= checkpointId).ToList())
        {
            if (World.HasFaults && World.Chance.Happens(World.Options.WriteFailure / 4))
            {
                Process.Crash(this, "while it committed");
                return;
            }

            World.Output.Commit(transaction);
            _prepared.Remove(prepared);
        }
    }
}
