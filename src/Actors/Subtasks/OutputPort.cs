using Weir.Operators.Channels;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>
/// Where a chain writes for one output channel. What cannot be pushed yet waits here, in order; a chain that finds a
/// port blocked stops taking input, so the wait is bounded by what one slice of input produces.
/// </summary>
/// <param name="backpressured">Runs while an output is blocked.</param>
internal sealed class OutputPort(TimeAccount backpressured) : IChannelWriter
{
    private readonly Queue<StreamElement> _waiting = new();
    private Func<StreamElement, bool>? _tryPush;

    public bool IsBlocked => _waiting.Count > 0;

    /// <summary>Connects the port with the outlet that it feeds; what was written before waits for the first demand.</summary>
    public void Attach(Func<StreamElement, bool> tryPush) => _tryPush = tryPush;

    public void Write(StreamElement element)
    {
        if (_waiting.Count > 0 || _tryPush is null || !_tryPush(element))
        {
            if (_waiting.Count == 0)
            {
                backpressured.Begin();
            }

            _waiting.Enqueue(element);
        }
    }

    /// <summary>The outlet has demand: sends the oldest waiting element, if there is one.</summary>
    public void OnDemand()
    {
        if (_waiting.Count > 0 && _tryPush!(_waiting.Peek()))
        {
            _waiting.Dequeue();
            if (_waiting.Count == 0)
            {
                backpressured.End();
            }
        }
    }
}
