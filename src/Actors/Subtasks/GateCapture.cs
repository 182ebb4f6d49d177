using Weir.Actors.Exchange;
using Weir.Operators.Elements;
using Weir.Operators.InFlight;

namespace Weir.Actors.Subtasks;

/// <summary>
/// What is in flight on a subtask's channels at a barrier that overtakes: what is queued in front of it, and where it has
/// not been seen, what comes until it is.
/// </summary>
/// <param name="stages">What the stages of the subtask share.</param>
/// <param name="channels">The channels.</param>
/// <param name="inputOf">For each channel, the input of the chain that it belongs to.</param>
/// <param name="createLog">For one of the chain's inputs.</param>
internal sealed class GateCapture(
    SubtaskStages stages, IReadOnlyList<LocalChannel> channels, IReadOnlyList<int> inputOf, Func<int, InFlightLog> createLog)
{
    private readonly bool[] _isOpen = new bool[channels.Count];
    private readonly List<StreamElement> _queued = [];
    private InFlightCapture? _capture;

    public bool IsActive => _capture is not null;

    /// <summary>Begins with what the chain has been given and has not processed.</summary>
    public void Start(long checkpointId)
    {
        _capture = new InFlightCapture(checkpointId, stages.Chain.Uid, createLog, stages.MaximumInFlightBytes);
        stages.CaptureProcessing(_capture);
        stages.PutCapture(_capture);
    }

    /// <summary>All that is in front of the barrier is in the channel.</summary>
    public void TakeQueued(int channel)
    {
        InFlightCapture capture = _capture!;
        _isOpen[channel] = false;
        if (LocalChannel.BarrierOf(channels[channel].Taken, capture.CheckpointId) is not null)
        {
            return;
        }

        _queued.Clear();
        if (channels[channel].LookAhead(capture.CheckpointId, _queued) is null)
        {
            throw new InvalidOperationException($"The barrier of checkpoint {capture.CheckpointId} was announced on channel {channel}, and is not there.");
        }

        Append(channel, channels[channel].Taken);
        foreach (StreamElement element in _queued)
        {
            Append(channel, element);
        }

        _queued.Clear();
    }

    public void Open(int channel) => _isOpen[channel] = true;

    public void Close(int channel) => _isOpen[channel] = false;

    /// <summary>Records go to the chain.</summary>
    public void Pass(int channel, StreamElement element)
    {
        if (_isOpen[channel])
        {
            Append(channel, element);
        }
    }

    public void End(TimeSpan duration, long bytesProcessed)
    {
        _capture!.BytesProcessed = bytesProcessed;
        _capture.End(duration);
        _capture = null;
    }

    public void Discard()
    {
        Array.Clear(_isOpen);
        _capture?.Discard();
        _capture = null;
    }

    private void Append(int channel, StreamElement? element)
    {
        if (element is RecordBatch batch)
        {
            _capture!.Append(inputOf[channel], batch, 0, batch.Count);
        }
    }
}
