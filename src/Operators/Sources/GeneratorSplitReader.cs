using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>Generates the records of its lanes in the order of their indexes.</summary>
internal sealed class GeneratorSplitReader<T>(GeneratorFill<T> fill, TimeProvider timeProvider) : ISplitReader<T, GeneratorSplit>
{
    private readonly List<GeneratorLane> lanes = [];
    private RateLimit? rate;

    public void AddSplit(GeneratorSplit split)
    {
        lanes.AddRange(GeneratorLane.Divide(split));
        UpdateRate();
    }

    public ReadStatus Read(SourceOutput<T> output)
    {
        var allowed = rate?.Available() ?? int.MaxValue;
        while (lanes.Count > 0)
        {
            if (allowed == 0)
            {
                return ReadStatus.Waiting;
            }

            var lane = FirstLane();
            var target = output.GetSpan();
            var count = (int)Math.Min(Math.Min(target.Length, allowed), lane.RunLength);
            fill(lane.Next, target[..count]);
            lane.Advance(count);
            output.Advance(count);
            allowed -= count;
            rate?.Take(count);
            if (lane.IsFinished)
            {
                lanes.Remove(lane);
                UpdateRate();
            }

            if (output.IsFull)
            {
                return lanes.Count > 0 ? ReadStatus.More : ReadStatus.Finished;
            }
        }

        return ReadStatus.Finished;
    }

    public Task WaitAsync(CancellationToken cancellationToken) =>
        rate is null ? Task.CompletedTask : Task.Delay(rate.UntilNext(), timeProvider, cancellationToken);

    public void Snapshot(ICollection<GeneratorSplit> splits)
    {
        foreach (var lane in lanes)
        {
            splits.Add(lane.ToSplit());
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private GeneratorLane FirstLane()
    {
        var first = lanes[0];
        for (var i = 1; i < lanes.Count; i++)
        {
            if (lanes[i].Next < first.Next)
            {
                first = lanes[i];
            }
        }

        return first;
    }

    private void UpdateRate()
    {
        var recordsPerSecond = 0.0;
        foreach (var lane in lanes)
        {
            recordsPerSecond += lane.RecordsPerSecond;
        }

        if (recordsPerSecond <= 0)
        {
            rate = null;
        }
        else if (rate is null)
        {
            rate = new RateLimit(recordsPerSecond, timeProvider);
        }
        else
        {
            rate.Change(recordsPerSecond);
        }
    }
}
