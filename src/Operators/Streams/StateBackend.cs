namespace Weir.Operators.Streams;

/// <summary>Where the subtasks of a job keep their keyed state while they run.</summary>
public enum StateBackend
{
    /// <summary>In the memory of the process: the quickest, for state that fits there.</summary>
    Heap,

    /// <summary>In a RocksDB database on the node's disk, with a bounded part of it in memory: for state of any size.</summary>
    RocksDb,
}
