using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Weir.State.RocksDb;

namespace Weir.Actors.Metrics;

/// <summary>The metrics of a node's databases: those of the node, and of each column family what the node's settings name.</summary>
internal sealed class RocksDbGauges
{
    private const string Node = "taskmanager.rocksdb.";
    private const string Operator = "taskmanager.job.task.operator.rocksdb.";

    private readonly ConcurrentDictionary<RocksDbNode, byte> _nodes = [];

    public RocksDbGauges(Meter meter)
    {
        OfNode(meter, "databases", "{database}", "Databases that are open.", usage => usage.Databases);
        OfNode(meter, "memoryBudget", "By", "What caches and write buffers of all databases may have.", usage => usage.BudgetBytes);
        OfNode(meter, "memoryUsed", "By", "What caches and write buffers of all databases have.", usage => usage.UsedBytes);
        foreach (RocksDbProperty property in RocksDbProperty.All)
        {
            meter.CreateObservableGauge(Operator + property.Name, () => Measure(property), property.Unit, property.Description);
        }
    }

    public void Add(RocksDbNode node) => _nodes[node] = 0;

    public void Remove(RocksDbNode node) => _nodes.TryRemove(node, out _);

    private void OfNode(Meter meter, string name, string unit, string description, Func<RocksDbUsage, long> value) => meter.CreateObservableGauge(
        Node + name, () => _nodes.Keys.Select(node => node.Usage).OfType<RocksDbUsage>().Select(usage => new Measurement<long>(value(usage))), unit, description);

    private IEnumerable<Measurement<long>> Measure(RocksDbProperty property) => _nodes.Keys
        .Where(node => node.Settings.Metrics.Contains(property))
        .SelectMany(node => node.Measure(property))
        .Select(found => new Measurement<long>(found.Value, [.. found.Store.Tags, new("column_family", StateOf(found.Family))]));

    // As the state is called; what no state has asked for yet has a name of its own.
    private static string StateOf(string family)
    {
        string prefix = RocksDbFamily.NameOf("");
        return family.StartsWith(prefix, StringComparison.Ordinal) ? family[prefix.Length..] : family;
    }
}
