namespace Weir.Actors.Exchange;

/// <summary>Which frames the receiving end of a channel expects, and how many it has granted: what is on the way or waits here is never more than its size, but for what a barrier has overtaken.</summary>
/// <param name="size">Frames on the way or waiting, at most.</param>
internal sealed class ReceivingWindow(int size)
{
    private long _consumed;
    private long _allowed;

    /// <summary>Frames that have arrived; the number of the next one.</summary>
    public long Arrived { get; private set; }

    /// <summary>Frames that the sending end may send in all.</summary>
    public long Granted { get; private set; } = size;

    /// <returns>What is wrong with this frame; null when it is the next one.</returns>
    public string? Arrive(long number)
    {
        if (number != Arrived)
        {
            return $"frame {number} came where {Arrived} was expected: what is between was lost on the way.";
        }

        if (number >= Math.Max(Granted, _allowed))
        {
            return $"frame {number} came, but only {Granted} frames were granted.";
        }

        Arrived++;
        return null;
    }

    /// <summary>The frames up to this many come without a grant.</summary>
    public void Allow(long frames) => _allowed = Math.Max(_allowed, frames);

    /// <returns>What is wrong when the sending end has sent so many frames; null when all have arrived.</returns>
    public string? Check(long sent) =>
        sent == Arrived ? null : $"{sent} frames were sent, and {Arrived} of them have arrived: the others were lost on the way.";

    /// <summary>A frame's elements have gone on. Grants more once half of what was granted is free.</summary>
    /// <returns>Whether there is more to grant.</returns>
    public bool Consume()
    {
        _consumed++;
        if (Granted - _consumed > size / 2)
        {
            return false;
        }

        Granted = _consumed + size;
        return true;
    }
}
