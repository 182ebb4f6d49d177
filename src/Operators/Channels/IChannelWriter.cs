using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>One output channel of a subtask.</summary>
internal interface IChannelWriter
{
    /// <summary>True when the channel holds enough: the producer should stop as soon as it can.</summary>
    bool IsBlocked { get; }

    /// <summary>Queues an element; never waits. A batch belongs to the reader from here on.</summary>
    void Write(StreamElement element);
}
