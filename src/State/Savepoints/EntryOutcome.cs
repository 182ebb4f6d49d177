namespace Weir.State.Savepoints;

/// <summary>What has become of an entry.</summary>
internal enum EntryOutcome
{
    /// <summary>It is as it was.</summary>
    Kept,

    /// <summary>It has another value.</summary>
    Changed,

    /// <summary>It is there no more.</summary>
    Removed,
}
