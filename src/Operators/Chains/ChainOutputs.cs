using Weir.Operators.Channels;
using Weir.Operators.Elements;

namespace Weir.Operators.Chains;

/// <summary>The channels that a chain writes to, all of them together.</summary>
internal sealed class ChainOutputs(ChannelOutput[] outputs, IChannelWriter[] writers)
{
    /// <summary>Whether one of the channels is full.</summary>
    public bool IsBlocked
    {
        get
        {
            foreach (var writer in writers)
            {
                if (writer.IsBlocked)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether there are partial batches.</summary>
    public bool HasPending
    {
        get
        {
            foreach (var output in outputs)
            {
                if (output.HasPending)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Sends partial batches.</summary>
    public void Flush()
    {
        foreach (var output in outputs)
        {
            if (output.HasPending)
            {
                output.FlushPending();
            }
        }
    }

    /// <summary>Sends an element to all, behind all records so far.</summary>
    public void Broadcast(StreamElement element)
    {
        foreach (var output in outputs)
        {
            output.Broadcast(element);
        }
    }
}
