using System.Globalization;

namespace Weir.State.Storage;

/// <summary>
/// The names of shared files. A name is never used again, so that whoever deletes a file, however late, deletes none of a later checkpoint;
/// and it begins with the id of the checkpoint that it was written for, so that what is in the making is told from what is left over.
/// </summary>
internal static class SharedName
{
    public static string New(long checkpointId, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{checkpointId}-{name}-{Guid.NewGuid():N}");

    /// <summary>The checkpoint that a file was written for first; null when it does not say.</summary>
    public static long? CheckpointIdOf(string name) =>
        name.IndexOf('-') is var end and > 0 && long.TryParse(name.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
}
