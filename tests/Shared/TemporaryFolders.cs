namespace Weir;

internal static class TemporaryFolders
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Deletes a folder that an ended actor system has written to: what was under way to the disk then may still arrive.</summary>
    public static async Task DeleteAsync(string folder)
    {
        for (int attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 100)
            {
                await Task.Delay(Interval);
            }
        }
    }
}
