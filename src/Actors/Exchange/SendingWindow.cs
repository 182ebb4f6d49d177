namespace Weir.Actors.Exchange;

/// <summary>
/// How many frames the sending end of a channel may send: as many as the receiving end has granted since the beginning. Both count
/// from the beginning, so a grant that is lost or comes twice does no harm.
/// </summary>
internal sealed class SendingWindow
{
    private long _probed;

    /// <summary>Frames sent; the number of the next one.</summary>
    public long Sent { get; private set; }

    /// <summary>Frames that may be sent in all.</summary>
    public long Granted { get; private set; }

    /// <summary>Frames that are known to have arrived.</summary>
    public long Arrived { get; private set; }

    public bool CanSend => Sent < Granted;

    /// <summary>Whether more has been sent than was granted.</summary>
    public bool IsBeyond => Sent > Granted;

    /// <returns>The frame's number.</returns>
    public long Send()
    {
        if (!CanSend)
        {
            throw new InvalidOperationException($"{Sent} frames were sent of {Granted} that were granted: another one may not be.");
        }

        return Sent++;
    }

    /// <summary>Sends without a grant, what a barrier has overtaken.</summary>
    /// <returns>The frame's number.</returns>
    public long SendBeyond() => Sent++;

    /// <returns>Whether the receiving end grants more than before.</returns>
    public bool Grant(long arrived, long granted)
    {
        Arrived = Math.Max(Arrived, arrived);
        bool isMore = granted > Granted;
        Granted = Math.Max(Granted, granted);
        return isMore;
    }

    /// <summary>
    /// Called at times: whether to ask the other end if all that was sent until the last time has arrived. The question
    /// comes behind the frames, so if one of them is not there it never will be.
    /// </summary>
    public bool NeedsProbe()
    {
        bool isDue = Arrived < _probed;
        _probed = Sent;
        return isDue;
    }
}
