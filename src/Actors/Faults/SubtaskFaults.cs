namespace Weir.Actors.Faults;

/// <summary>
/// What tests do to one subtask in one attempt. Whatever is thrown here fails the subtask as if one of its functions had
/// thrown it. Members are called on different threads.
/// </summary>
internal abstract class SubtaskFaults
{
    /// <summary>A barrier has been aligned, or triggered at a source; nothing has been done about it.</summary>
    public virtual void AtBarrier(long checkpointId)
    {
    }

    /// <summary>The snapshot is written: sends the acknowledgement, once if nothing is wrong.</summary>
    public virtual void Acknowledge(long checkpointId, Action send) => send();

    /// <summary>The checkpoint is complete; the commits have not been started.</summary>
    public virtual void AtCommit(long checkpointId)
    {
    }

    /// <summary>How many of the next records may be processed before <see cref="AtRecord"/> is called; at least 1.</summary>
    /// <param name="processed">Records that the subtask has taken in this attempt; of a source, those that it has emitted.</param>
    /// <param name="count">How many are there.</param>
    public virtual int Limit(long processed, int count) => count;

    /// <summary>So many records have been processed, or emitted by a source (which emits whole batches).</summary>
    public virtual void AtRecord(long processed)
    {
    }
}
