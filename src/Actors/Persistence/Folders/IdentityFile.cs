using System.Text;
using Weir.State.Storage.Files;

namespace Weir.Actors.Persistence.Folders;

/// <summary>The file that tells one journal's folder from another: made once, by whichever node comes first.</summary>
internal static class IdentityFile
{
    public const string Name = "journal-identity";

    /// <summary>Reads it, and makes it where there is none.</summary>
    public static async Task<string> ReadAsync(string folder)
    {
        DurableDirectory.Create(folder);
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            await CreateAsync(folder, path).ConfigureAwait(false);
        }

        var text = (await File.ReadAllTextAsync(path).ConfigureAwait(false)).Trim();
        return Guid.TryParse(text, out _)
            ? text
            : throw new InvalidDataException($"{path} is to hold the journal's identity, a GUID; it holds '{text}'. Bring it back from a backup, or remove it while no node runs: then a new one is made.");
    }

    private static async Task CreateAsync(string folder, string path)
    {
        var identity = Guid.NewGuid().ToString("D");
        var temporary = $"{path}.{identity}{AtomicFile.TemporarySuffix}";
        var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(identity + "\n")).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        if (!ExclusiveRename.TryMove(temporary, path))
        {
            // Another node was first: its identity holds for all.
            File.Delete(temporary);
        }

        DurableFolder.Flush(folder);
    }
}
