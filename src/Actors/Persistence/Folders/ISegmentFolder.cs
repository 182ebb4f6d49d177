namespace Weir.Actors.Persistence.Folders;

/// <summary>
/// What the claims of one persistence id need of a file system. Each call is one step that others see done or not done;
/// the simulation of claims puts other nodes' steps between any two.
/// </summary>
internal interface ISegmentFolder
{
    /// <summary>For errors.</summary>
    string Path { get; }

    string PathOf(long claim);

    /// <summary>The claims that have a file, in descending order; none where there is no folder.</summary>
    ValueTask<List<long>> ClaimsAsync();

    /// <summary>Makes the folder, where there is none.</summary>
    ValueTask CreateAsync();

    /// <summary>Creates a segment's file, and makes it stay.</summary>
    /// <returns>Null when there is one already.</returns>
    ValueTask<ISegmentFile?> TryCreateAsync(long claim);

    /// <summary>What is in a segment's file at this moment.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    ValueTask<byte[]> ReadAsync(long claim);

    /// <summary>Returns when all that was read of it stays, whoever wrote it.</summary>
    ValueTask FlushAsync(long claim);

    ValueTask DeleteAsync(long claim);
}

/// <summary>A segment's file, for the claim that made it.</summary>
internal interface ISegmentFile : IDisposable
{
    ValueTask AppendAsync(byte[] bytes);

    /// <summary>Returns when all that was appended stays, whatever happens.</summary>
    ValueTask FlushAsync();
}
