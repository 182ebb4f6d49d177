namespace Weir.Actors.Subtasks;

/// <summary>Whether a subtask stands still behind the savepoint that stops its job. On the subtask's thread.</summary>
/// <param name="savepoint">The savepoint behind which it stands from the start on; 0: it runs.</param>
internal sealed class Suspension(long savepoint)
{
    private long _savepoint = savepoint;
    private long _latestAborted;

    public bool IsActive => _savepoint > 0;

    /// <summary>The barrier has been sent on, and the state behind it is fixed.</summary>
    public void Passed(Barrier barrier)
    {
        // The news that it is aborted may have overtaken it on the way from the gate.
        if (barrier.Suspends && barrier.CheckpointId > _latestAborted)
        {
            _savepoint = barrier.CheckpointId;
        }
    }

    /// <remarks>While a stop is under way nothing else begins: if a later one is aborted, the news of this one's end was lost.</remarks>
    /// <returns>Whether that makes it go on.</returns>
    public bool Aborted(long checkpointId)
    {
        _latestAborted = Math.Max(_latestAborted, checkpointId);
        return _savepoint <= checkpointId && End();
    }

    /// <returns>Whether it had stood still.</returns>
    public bool End()
    {
        bool wasActive = IsActive;
        _savepoint = 0;
        return wasActive;
    }
}
