using Weir.Operators.Elements;

namespace Weir.Operators.Time;

/// <summary>
/// Merges the event time of several channels: the smallest watermark of those that are active, never going back.
/// A channel that was idle and wakes up behind the merged watermark counts again once it has caught up.
/// When all are idle, the merged stream is idle; if they went idle one by one, time stands where the last active ones left it,
/// but for channels that had got further: the largest is taken when the last one goes idle.
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

        // The end of time wakes an idle channel: it says that the channel has ended.
        var status = input.Idle ? InputStatus(channel, isIdle: false).Status : null;
        input.Watermark = timestamp;
        input.Counts |= timestamp >= merged;
        return new ValveChange { Watermark = Advance(), Status = status };
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
        if (!isIdle)
        {
            input.Counts = input.Watermark >= merged;
            var wokeUp = idle;
            idle = false;

            // It may be the only one that counts: the others idle, or behind.
            return new ValveChange { Status = wokeUp ? false : null, Watermark = Advance() };
        }

        input.Counts = false;
        if (Array.TrueForAll(channels, c => c.Idle))
        {
            idle = true;
            return new ValveChange { Watermark = RaiseTo(LargestWatermark()), Status = true };
        }

        return new ValveChange { Watermark = Advance() };
    }

    private long? Advance()
    {
        var smallest = long.MaxValue;
        var any = false;
        foreach (ref readonly var channel in channels.AsSpan())
        {
            if (channel.Counts)
            {
                any = true;
                smallest = Math.Min(smallest, channel.Watermark);
            }
        }

        return any ? RaiseTo(smallest) : null;
    }

    private long LargestWatermark()
    {
        var largest = Watermark.Minimum;
        foreach (ref readonly var channel in channels.AsSpan())
        {
            largest = Math.Max(largest, channel.Watermark);
        }

        return largest;
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
    }
}
