namespace Weir.Operators.Connectors;

/// <summary>
/// A replayable source. What it reads is divided into splits; the enumerator finds them, once for the job, and readers, one in each subtask, read them.
/// A split that a reader gives back in a snapshot carries its position, so that reading it again goes on exactly there.
/// </summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">A split with its position: a type that has a codec (a plain record of such types will do).</typeparam>
public interface ISource<T, TSplit>
{
    /// <summary>True when all splits end some time. An unbounded source runs until its job is stopped.</summary>
    bool IsBounded { get; }

    /// <summary>Makes the enumerator; called once where the job is coordinated. Bad input (a folder that does not exist) is refused here or in its start.</summary>
    ISplitEnumerator<TSplit> CreateEnumerator(EnumeratorContext context);

    /// <summary>Makes the reader of one subtask.</summary>
    ISplitReader<T, TSplit> CreateReader(SourceReaderContext context);
}
