using Weir.Actors.Jobs;

namespace Weir.Simulation.World;

/// <summary>Where sinks write: transactions that are open, prepared or committed. It outlives the process.</summary>
internal sealed class SimulatedOutput
{
    private readonly Dictionary<string, Transaction> _transactions = [];
    private int _opened;

    public IEnumerable<string> Uncommitted => _transactions.Where(each => !each.Value.IsCommitted).Select(each => each.Key);

    public IEnumerable<(int Pipeline, long Key, long Count)> Committed =>
        _transactions.Values.Where(transaction => transaction.IsCommitted).SelectMany(transaction => transaction.Records);

    public string Open(SubtaskId owner)
    {
        var name = $"{owner}-{++_opened}";
        _transactions.Add(name, new Transaction(owner));
        return name;
    }

    public void Write(string name, int pipeline, long key, long count)
    {
        var transaction = _transactions[name];
        if (transaction.IsCommitted)
        {
            throw new Violation($"transaction {name} is written to after its commit");
        }

        transaction.Records.Add((pipeline, key, count));
    }

    public void Commit(string name)
    {
        if (!_transactions.TryGetValue(name, out var transaction))
        {
            throw new Violation($"transaction {name} is to be committed, but it has been aborted: its records are lost");
        }

        transaction.IsCommitted = true;
    }

    /// <summary>What a pipeline's sinks left open or prepared, and their restored state does not know, is void.</summary>
    public void AbortAllBut(int pipeline, IReadOnlyList<string> kept)
    {
        foreach (var (name, transaction) in _transactions)
        {
            if (ModelTopology.PipelineOf(transaction.Owner) == pipeline && !transaction.IsCommitted && !kept.Contains(name))
            {
                _transactions.Remove(name);
            }
        }
    }

    private sealed class Transaction(SubtaskId owner)
    {
        public SubtaskId Owner { get; } = owner;

        public bool IsCommitted { get; set; }

        public List<(int Pipeline, long Key, long Count)> Records { get; } = [];
    }
}
