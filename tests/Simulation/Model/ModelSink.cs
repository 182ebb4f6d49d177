using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>Two phases: prepared at the barrier, committed when the checkpoint is complete, or a restore says it was.</summary>
internal sealed class ModelSink(IModelHost host, SubtaskId id, Attempt attempt, int pipeline)
    : ModelSubtask(host, id, attempt)
{
    private readonly SortedDictionary<long, string> _prepared = [];
    private string? _open;
    private bool _isBusy;

    /// <summary>A record takes its time, a barrier next to none.</summary>
    protected override TimeSpan TurnTime()
    {
        var time = _isBusy ? World.Chance.Milliseconds(0, 2 * World.Options.SinkMilliseconds) : base.TurnTime();
        _isBusy = false;
        return time;
    }

    protected override void OnRecord(Element record)
    {
        _isBusy = World.Options.SinkMilliseconds > 0;
        _open ??= World.Output.Open(Id, Attempt);
        if (!World.Output.Write(_open, pipeline, record.Key, record.Count))
        {
            Host.Crash(this, "its transaction is gone");
        }
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
            Commit(transaction);
        }
    }

    protected override void Commit(long checkpointId)
    {
        if (_prepared.Keys.Any(prepared => prepared <= checkpointId))
        {
            World.CheckCommit(checkpointId);
        }

        foreach (var (prepared, transaction) in _prepared.Where(each => each.Key <= checkpointId).ToList())
        {
            if (World.HasFaults && World.Chance.Happens(World.Options.WriteFailure / 4))
            {
                Host.Crash(this, "while it committed");
                return;
            }

            Commit(transaction);
            _prepared.Remove(prepared);
        }
    }

    private void Commit(string transaction)
    {
        if (World.MayGoBack && !World.Output.Has(transaction))
        {
            // The job has gone back behind it, while this one stood still.
            Host.Crash(this, "what it is to commit is gone");
            return;
        }

        World.Output.Commit(transaction);
    }
}
