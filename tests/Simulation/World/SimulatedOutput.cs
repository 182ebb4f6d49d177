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

    public string Open(SubtaskId owner, Attempt attempt)
    {
        var name = $"{owner}-{++_opened}";
        _transactions.Add(name, new Transaction(owner, attempt));
        return name;
    }

    /// <summary>Those of another job, as they are, for one that starts from its snapshot: under their names, and none else.</summary>
    public SimulatedOutput Copy(IReadOnlyCollection<string> names)
    {
        var copy = new SimulatedOutput { _opened = _opened };
        foreach (var name in names)
        {
            var original = _transactions.GetValueOrDefault(name) ?? throw new Violation($"transaction {name}, which a complete snapshot names, is not there");
            var transaction = new Transaction(original.Owner, original.Attempt) { IsCommitted = original.IsCommitted };
            transaction.Records.AddRange(original.Records);
            copy._transactions.Add(name, transaction);
        }

        return copy;
    }

    /// <summary>False: the transaction has been aborted, by an attempt that followed.</summary>
    public bool Write(string name, int pipeline, long key, long count)
    {
        if (!_transactions.TryGetValue(name, out var transaction))
        {
            return false;
        }

        if (transaction.IsCommitted)
        {
            throw new Violation($"transaction {name} is written to after its commit");
        }

        transaction.Records.Add((pipeline, key, count));
        return true;
    }

    public bool Has(string name) => _transactions.ContainsKey(name);

    public void Commit(string name)
    {
        if (!_transactions.TryGetValue(name, out var transaction))
        {
            throw new Violation($"transaction {name} is to be committed, but it has been aborted: its records are lost");
        }

        transaction.IsCommitted = true;
    }

    /// <summary>What a pipeline's sinks left open or prepared, and their restored state does not know, is void.</summary>
    /// <param name="below">Only those of earlier attempts: one that stood still meanwhile must not touch what follows it.</param>
    public void AbortAllBut(int pipeline, IReadOnlyList<string> kept, Attempt? below = null)
    {
        foreach (var (name, transaction) in _transactions)
        {
            if (ModelTopology.PipelineOf(transaction.Owner) == pipeline && !transaction.IsCommitted && !kept.Contains(name)
                && (below is null || transaction.Attempt.Number < below.Value.Number))
            {
                _transactions.Remove(name);
            }
        }
    }

    public void AbortAll()
    {
        foreach (var name in Uncommitted.ToList())
        {
            _transactions.Remove(name);
        }
    }

    private sealed class Transaction(SubtaskId owner, Attempt attempt)
    {
        public Attempt Attempt { get; } = attempt;

        public SubtaskId Owner { get; } = owner;

        public bool IsCommitted { get; set; }

        public List<(int Pipeline, long Key, long Count)> Records { get; } = [];
    }
}
