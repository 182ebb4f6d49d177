namespace Weir.Operators.Connectors;

/// <summary>Reads the splits of one subtask. All calls come one after the other from the subtask's thread, except that <see cref="WaitAsync"/>'s task may end anywhere.</summary>
public interface ISplitReader<T, TSplit> : IAsyncDisposable
{
    /// <summary>Takes over a split, to be read from the position that it carries.</summary>
    void AddSplit(TSplit split);

    /// <summary>
    /// Emits records until about one batch is full (<see cref="SourceOutput{T}.IsFull"/>) or nothing more is at hand. Must not block but for short reads of local files.
    /// The positions that <see cref="Snapshot"/> gives include exactly the records emitted so far.
    /// </summary>
    ReadStatus Read(SourceOutput<T> output);

    /// <summary>Ends when <see cref="Read"/> would make progress after it said <see cref="ReadStatus.Waiting"/>; may end too early, never too late.</summary>
    Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Adds the splits that this reader holds, with their present positions; not those read to their end.</summary>
    void Snapshot(ICollection<TSplit> splits);
}
