namespace Weir.Operators.Runtime;

internal enum SourceReadStatus
{
    /// <summary>Read again at once.</summary>
    More,

    /// <summary>Read again when the driver's wait ends.</summary>
    Waiting,

    /// <summary>The source has ended.</summary>
    Finished,
}
