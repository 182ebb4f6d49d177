namespace Weir.Operators.Runtime;

/// <summary>Drives the source at the head of a chain. All on the subtask's thread.</summary>
internal interface ISourceDriver
{
    /// <summary>True when the source would take a split and more may come: ask the enumerator. It may have others in work (followed files) that go on meanwhile.</summary>
    bool NeedsSplits { get; }

    /// <summary>Batches emitted so far, full or not.</summary>
    long Emitted { get; }

    /// <summary>
    /// Emits up to about one batch into the chain without waiting. When it says <see cref="SourceReadStatus.Finished"/>, the chain has
    /// sent its end of data.
    /// </summary>
    SourceReadStatus Read();

    /// <summary>Ends when <see cref="Read"/> would make progress after it said <see cref="SourceReadStatus.Waiting"/>. The same task until then.</summary>
    Task WaitAsync();

    /// <summary>Takes over splits, encoded as the enumerator did (<see cref="SplitAssignment.Splits"/>).</summary>
    void AddSplits(ReadOnlyMemory<byte> splits);

    /// <summary>
    /// Its data ends here, wherever it is: the next <see cref="Read"/> finishes. What it holds stays in its state, and
    /// so does what it is given from now on; a job that starts from there goes on with it.
    /// </summary>
    void Drain();

    /// <summary>No split follows: the source ends when it has read those it has.</summary>
    void NoMoreSplits();
}
