using Weir.Operators.Chains;
using Weir.Operators.Elements;
using Weir.Operators.Graph;
using Weir.Operators.Time;

namespace Weir.Unit.Operators.Harness;

/// <summary>A chain with its input channels: takes one element at a time, aligns barriers.</summary>
internal sealed class LocalSubtask(JobVertex vertex, int index, OperatorChain chain, IReadOnlyList<LocalChannel[]> inputs)
{
    private readonly WatermarkValve[] valves = [.. inputs.Select(channels => new WatermarkValve(channels.Length))];
    private readonly int[] endedChannels = new int[inputs.Count];
    private int barriers;

    public JobVertex Vertex => vertex;

    public int Index => index;

    public OperatorChain Chain => chain;

    public ChainSnapshot? Snapshot { get; set; }

    public void TakeCheckpoint(long checkpointId)
    {
        chain.BroadcastBarrier(new Weir.Operators.Elements.Barrier(checkpointId, 0));
        Snapshot = chain.Snapshot(new(checkpointId));
    }

    /// <summary>Processes one element of each channel that is not held; false when there was none.</summary>
    public bool Step()
    {
        var any = false;
        for (var input = 0; input < inputs.Count; input++)
        {
            for (var channel = 0; channel < inputs[input].Length; channel++)
            {
                if (!inputs[input][channel].IsHeld && inputs[input][channel].Elements.TryDequeue(out var element))
                {
                    Take(input, channel, element);
                    any = true;
                }
            }
        }

        if (!any && chain.HasUnflushedOutput)
        {
            chain.FlushOutputs();
            return true;
        }

        return any;
    }

    private void Take(int input, int channel, StreamElement element)
    {
        switch (element)
        {
            case RecordBatch batch:
                // In two slices, as a real subtask may under backpressure.
                var half = batch.Count / 2;
                if (half > 0)
                {
                    chain.Process(input, batch, 0, half);
                }

                chain.Process(input, batch, half, batch.Count - half);
                batch.Release();
                break;
            case Watermark watermark:
                Apply(input, valves[input].InputWatermark(channel, watermark.Timestamp));
                break;
            case StreamStatus status:
                Apply(input, valves[input].InputStatus(channel, status.IsIdle));
                break;
            case Weir.Operators.Elements.Barrier barrier:
                inputs[input][channel].IsHeld = true;
                if (++barriers == inputs.Sum(channels => channels.Length))
                {
                    barriers = 0;
                    TakeCheckpoint(barrier.CheckpointId);
                    foreach (var held in inputs.SelectMany(channels => channels))
                    {
                        held.IsHeld = false;
                    }
                }

                break;
            case EndOfData:
                if (++endedChannels[input] == inputs[input].Length)
                {
                    chain.EndOfData(input);
                }

                break;
            default:
                throw new InvalidOperationException($"Unexpected element {element}.");
        }
    }

    private void Apply(int input, ValveChange change)
    {
        if (change.Status is false)
        {
            chain.ProcessStatus(input, idle: false);
        }

        if (change.Watermark is { } watermark)
        {
            chain.ProcessWatermark(input, watermark);
        }

        if (change.Status is true)
        {
            chain.ProcessStatus(input, idle: true);
        }
    }
}
