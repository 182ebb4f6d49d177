namespace Weir.Actors.Coordination;

/// <summary>
/// Counts consecutive failed checkpoints against <c>tolerable-failures</c>: once an id, none at or below the last
/// success; a success sets it back.
/// </summary>
internal sealed class FailureCounter(int tolerable)
{
    private long _lastSuccess;

    public int Consecutive { get; private set; }

    public void Succeeded(long checkpointId)
    {
        _lastSuccess = Math.Max(_lastSuccess, checkpointId);
        Consecutive = 0;
    }

    /// <summary>Whether this failure is one more than the job survives; the count then begins anew.</summary>
    public bool Exceeds(PendingCheckpoint checkpoint, CheckpointFailureReason reason)
    {
        if (!reason.IsCounted() || checkpoint.IsCounted || checkpoint.Id <= _lastSuccess)
        {
            return false;
        }

        checkpoint.IsCounted = true;
        Consecutive++;
        if (tolerable < 0 || Consecutive <= tolerable)
        {
            return false;
        }

        Consecutive = 0;
        return true;
    }
}
