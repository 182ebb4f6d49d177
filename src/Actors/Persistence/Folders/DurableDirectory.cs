using Weir.State.Storage.Files;

namespace Weir.Actors.Persistence.Folders;

/// <summary>Creates folders that survive a power failure.</summary>
internal static class DurableDirectory
{
    /// <summary>Creates it with those above it, where they are missing.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
        {
            Create(parent);
        }

        Directory.CreateDirectory(path);
        if (parent is not null)
        {
            DurableFolder.Flush(parent);
        }
    }
}
