using Weir.Operators.Elements;

namespace Weir.Operators.Time;

/// <summary>
/// Merges the event time of several channels: the smallest watermark of those that are active, never going back.
/// A channel that was idle and wakes up behind the merged watermark counts again once it has caught up.
/// When all are idle, the merged stream is idle; if they went idle one by one, time stands where the last active ones left it,
/// but for channels that had got further: the largest is taken when the last one goes idle.
/// A channel at the end of time has ended and says nothing about the others; when all have, the merged stream is there too.
/// </summary>
internal sealed class WatermarkValve
{
    private readonly Channel[] channels;
    private long merged = Watermark.Minimum;
    private bool idle;

    public WatermarkValve(int channelCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channelCount);
        channels = new Channel[channelCount];
        Array.Fill(channels, new Channel { Watermark = Watermark.Minimum, Counts = true });
    }

    /// <summary>The watermark of the merged stream.</summary>
    public long CurrentWatermark => merged;

    /// <summary>Whether the merged stream is idle.</summary>
    public bool IsIdle => idle;

    /// <summary>A channel's watermark. What changes for the merged stream is in the result.</summary>
    public ValveChange InputWatermark(int channel, long timestamp)
    {
        ref var input = ref channels[channel];
        if (timestamp <= input.Watermark || (input.Idle && timestamp != Watermark.Maximum))
        {
            return default;
        }

        input.Watermark = timestamp;
        input.Counts |= timestamp >= merged;
        return Merge();
    }

    /// <summary>A channel becomes idle or active. What changes for the merged stream is in the result.</summary>
    public ValveChange InputStatus(int channel, bool isIdle)
    {
        ref var input = ref channels[channel];
        if (input.Idle == isIdle)
        {
            return default;
        }

        input.Idle = isIdle;
        input.Counts = !isIdle && input.Watermark >= merged;
        return Merge();
    }

    private ValveChange Merge()
    {
        var wasIdle = idle;
        var live = 0;
        var active = 0;
        var smallest = Watermark.Maximum;
        var largest = Watermark.Minimum;
        var anyCounts = false;
        foreach (ref readonly var channel in channels.AsSpan())
        {
            if (channel.HasEnded)
            {
                continue;
            }

            live++;
            active += channel.Idle ? 0 : 1;
            largest = Math.Max(largest, channel.Watermark);
            if (channel.Counts)
            {
                anyCounts = true;
                smallest = Math.Min(smallest, channel.Watermark);
            }
        }

        idle = live > 0 && active == 0;
        bool? status = idle == wasIdle ? null : idle;
        if (idle)
        {
            return wasIdle ? default : new ValveChange { Watermark = RaiseTo(largest), Status = status };
        }

        // With no channel left, time ends too; with none that counts, those that are active have to catch up.
        return new ValveChange { Watermark = live == 0 || anyCounts ? RaiseTo(smallest) : null, Status = status };
    }

    private long? RaiseTo(long timestamp)
    {
        if (timestamp <= merged)
        {
            return null;
        }

        merged = timestamp;
        return timestamp;
    }

    private struct Channel
    {
        public long Watermark;
        public bool Idle;

        /// <summary>Active, and not behind the merged watermark since it woke up.</summary>
        public bool Counts;

        public readonly bool HasEnded => Watermark == Elements.Watermark.Maximum;
    }
}
