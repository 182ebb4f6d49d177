using Weir.Operators.Elements;
using Weir.Operators.Time;

namespace Weir.Actors.Subtasks;

/// <summary>What the channels of one input have in common: their merged watermark, and whether all have ended.</summary>
internal sealed class InputProgress(int input, int channels)
{
    private readonly WatermarkValve _valve = new(channels);
    private readonly bool[] _ended = new bool[channels];
    private int _open = channels;

    public int Input => input;

    public void Advance(int channel, long timestamp, Queue<GateElement> output) =>
        Emit(_valve.InputWatermark(channel, timestamp), output);

    public void SetIdle(int channel, bool idle, Queue<GateElement> output) => Emit(_valve.InputStatus(channel, idle), output);

    public void End(int channel, Queue<GateElement> output)
    {
        if (_ended[channel])
        {
            return;
        }

        _ended[channel] = true;
        if (--_open == 0)
        {
            output.Enqueue(new GateElement(input, EndOfData.Instance));
        }
    }

    private void Emit(ValveChange change, Queue<GateElement> output)
    {
        if (change.Status == false)
        {
            output.Enqueue(new GateElement(input, StreamStatus.Active));
        }

        if (change.Watermark is { } timestamp)
        {
            output.Enqueue(new GateElement(input, new Watermark(timestamp)));
        }

        if (change.Status == true)
        {
            output.Enqueue(new GateElement(input, StreamStatus.Idle));
        }
    }
}
