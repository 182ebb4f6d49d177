using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>Where records leave a subtask over one edge of the graph.</summary>
internal abstract class ChannelOutput(ChannelOutputContext context)
{
    protected IChannelWriter[] Writers { get; } = [.. context.Writers];

    protected ChannelOutputContext Context { get; } = context;

    /// <summary>Whether records wait for their batch to fill.</summary>
    public abstract bool HasPending { get; }

    /// <summary>Sends partial batches.</summary>
    public abstract void FlushPending();

    /// <summary>Sends an element to all targets, after the records before it.</summary>
    public void Broadcast(StreamElement element)
    {
        FlushPending();
        foreach (var writer in Writers)
        {
            writer.Write(element);
        }
    }
}
