namespace Weir.State.Storage.Files;

/// <summary>Looks at and deletes folders that others may be deleting at the same time: a drop and a sweep, or two leaders.</summary>
internal static class SharedFolder
{
    /// <summary>Its folders; none when it is not there.</summary>
    // Not by Exists, which says no when it cannot look as well: a complete checkpoint would be taken for none.
    public static IReadOnlyList<string> Folders(string parent) => Entries(() => Directory.GetDirectories(parent));

    /// <summary>Its files of that pattern; none when it is not there.</summary>
    public static IReadOnlyList<string> Files(string parent, string pattern = "*") => Entries(() => Directory.GetFiles(parent, pattern));

    public static bool Contains(string folder, string name) => Entries(() => Directory.GetFileSystemEntries(folder, name)).Count > 0;

    /// <summary>Deletes it with all that is in it; that it is not there, or is not any more, is as good.</summary>
    public static void Delete(string folder) => WhileThere(folder, () => Directory.Delete(folder, recursive: true));

    /// <summary>Does something with what is in a folder; whatever fails because the folder has been deleted meanwhile is as good as done.</summary>
    public static void WhileThere(string folder, Action step)
    {
        try
        {
            step();
        }
        catch (IOException) when (IsGone(folder))
        {
            // Whoever else deletes it does so for good.
        }
    }

    private static bool IsGone(string folder)
    {
        try
        {
            _ = Directory.GetFileSystemEntries(folder);
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IReadOnlyList<string> Entries(Func<string[]> list)
    {
        try
        {
            return list();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
