using System.Text.RegularExpressions;
using Weir.State.Storage.Files;

namespace Weir.State.Storage.Local;

/// <summary>
/// A process's own folder below one that it may share with others of its machine. What a process has left behind that was killed is
/// not for the next one: that has a folder of another name, and sweeps all whose owner is gone.
/// </summary>
/// <remarks>
/// The owner holds a file beside the folder open, which the operating system lets go of when it dies. The file comes before the folder
/// and goes after it, so there is no folder without.
/// </remarks>
internal sealed partial class LocalStateFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private const int MostAttempts = 5;
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private LocalStateFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Makes a folder that no other process has.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static LocalStateFolder Claim(string root)
    {
        CreatePrivate(root);
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(root, Guid.NewGuid().ToString("N"));
            FileStream held;
            try
            {
                held = new FileStream(path + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // Somebody who sweeps has come between its being there and its being held.
                continue;
            }

            if (!File.Exists(path + LockSuffix))
            {
                // … and has swept it.
                held.Dispose();
                continue;
            }

            try
            {
                CreatePrivate(path);
                return new LocalStateFolder(path, held);
            }
            catch
            {
                Release(path, held);
                throw;
            }
        }
    }

    /// <summary>Deletes the folders of processes that are gone. Whatever else lies there is left alone.</summary>
    /// <returns>Those that were deleted.</returns>
    public static IReadOnlyList<string> Sweep(string root)
    {
        var swept = new List<string>();
        foreach (string file in SharedFolder.Files(root, "*" + LockSuffix))
        {
            if (!LockName().IsMatch(System.IO.Path.GetFileName(file)))
            {
                continue;
            }

            string path = file[..^LockSuffix.Length];
            try
            {
                var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                Release(path, held);
                swept.Add(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Its owner lives, or somebody else sweeps it, or is the only one who may.
            }
        }

        return swept;
    }

    /// <summary>Deletes it with all that is in it.</summary>
    public void Dispose() => Release(Path, _lock);

    private static void Release(string path, FileStream held)
    {
        using (held)
        {
            SharedFolder.Delete(path);
            File.Delete(path + LockSuffix);
        }
    }

    /// <summary>State is nobody else's business.</summary>
    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OnlyOwner);
        }
    }

    [GeneratedRegex("^[0-9a-f]{32}\\.lock$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LockName();
}
