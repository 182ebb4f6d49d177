using Weir.Operators.Elements;

namespace Weir.Unit.Operators.Sources;

/// <summary>Keeps the records that it is given.</summary>
internal sealed class RecordedInput<T> : IInput<T>
{
    public List<T> Items { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public void Process(in Records<T> records)
    {
        BatchSizes.Add(records.Count);
        Items.AddRange(records.Items);
    }

    public void ProcessWatermark(long timestamp)
    {
    }

    public void ProcessStatus(bool idle)
    {
    }
}
