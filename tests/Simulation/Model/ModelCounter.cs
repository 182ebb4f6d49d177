using Weir.Actors.Jobs;

namespace Weir.Simulation.Model;

/// <summary>Counts records by key, and sends each count on.</summary>
internal sealed class ModelCounter(IModelHost host, SubtaskId id, Attempt attempt, int targets)
    : ModelSubtask(host, id, attempt)
{
    private Dictionary<long, long> _counts = [];

    protected override void OnRecord(Element record)
    {
        var count = _counts.GetValueOrDefault(record.Key) + 1;
        _counts[record.Key] = count;
        Send(new Element(ElementKind.Record, record.Key, count), (int)((record.Key + count) % targets));
    }

    protected override void Load(object? state)
    {
        if (state is not null)
        {
            _counts = new Dictionary<long, long>((IReadOnlyDictionary<long, long>)state);
        }
    }

    protected override object Save(long checkpointId) => new Dictionary<long, long>(_counts);
}
