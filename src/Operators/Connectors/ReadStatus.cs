namespace Weir.Operators.Connectors;

/// <summary>What <see cref="ISplitReader{T, TSplit}.Read"/> found.</summary>
public enum ReadStatus
{
    /// <summary>More can be read at once.</summary>
    More,

    /// <summary>Nothing can be read now: <see cref="ISplitReader{T, TSplit}.WaitAsync"/> tells when. More splits are welcome if the source is unbounded.</summary>
    Waiting,

    /// <summary>All splits handed over so far have been read to their end, and more are welcome.</summary>
    Finished,
}
