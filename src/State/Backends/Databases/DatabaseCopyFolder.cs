using Weir.State.Storage.Local;

namespace Weir.State.Backends.Databases;

/// <summary>A folder for a copy of a database, outside of the node's own: of programs that read a checkpoint, and of nodes that keep no databases.</summary>
internal sealed class DatabaseCopyFolder : IDisposable
{
    private readonly LocalStateFolder _folder;

    private DatabaseCopyFolder(LocalStateFolder folder) => _folder = folder;

    public string Path => System.IO.Path.Combine(_folder.Path, "database");

    /// <summary>What programs that were killed have left goes at that.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static DatabaseCopyFolder Make()
    {
        var root = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"weir-copies-{Environment.UserName}");
        var folder = LocalStateFolder.Claim(root);
        LocalStateFolder.Sweep(root);
        return new DatabaseCopyFolder(folder);
    }

    public void Dispose() => _folder.Dispose();
}
