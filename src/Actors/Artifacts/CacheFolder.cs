using Weir.State.Storage.Files;

namespace Weir.Actors.Artifacts;

/// <summary>The folder that code is loaded from: what is there runs with all that this process may do, so nobody else may write there.</summary>
internal static class CacheFolder
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Where the cache is unless <c>weir.artifacts.cache-dir</c> says otherwise.</summary>
    public static string Default => DefaultOf("artifacts");

    /// <summary>Where a node keeps what it can do without, unless it is told where.</summary>
    /// <param name="purpose">Names the folder in that for all of Weir's.</param>
    public static string DefaultOf(string purpose) => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "weir", purpose)
        : DefaultOnUnix(
            purpose,
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            Path.GetTempPath(),
            Environment.UserName);

    /// <param name="purpose">Names the folder.</param>
    /// <param name="cacheHome">XDG_CACHE_HOME, which counts only as an absolute path.</param>
    /// <param name="home">Empty, and not there: the user has none.</param>
    /// <param name="temporary">The folder that all users share.</param>
    /// <param name="user">The user's name.</param>
    public static string DefaultOnUnix(string purpose, string? cacheHome, string home, string temporary, string user) =>
        cacheHome is not null && Path.IsPathRooted(cacheHome) ? Path.Combine(cacheHome, "weir", purpose)
        : home.Length > 0 && home != "/" && Directory.Exists(home) ? Path.Combine(home, ".cache", "weir", purpose)
        : Path.Combine(temporary, $"weir-{purpose}-{user}");

    /// <summary>Creates it where it is missing, for this user only, and makes sure that it belongs to nobody else.</summary>
    /// <exception cref="JobCodeException">Others could put code there.</exception>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OnlyOwner);
        UnixFileMode mode = File.GetUnixFileMode(folder);
        if ((mode & WritableByOthers) != 0)
        {
            throw new JobCodeException(
                $"the cache of artifacts {folder} can be written by others ({mode}), so no code is loaded from it; correct that with chmod 700, or set weir.artifacts.cache-dir");
        }

        if (!FolderOwner.IsOwn(folder))
        {
            throw new JobCodeException(
                $"the cache of artifacts {folder} belongs to another user, so no code is loaded from it; remove it, or set weir.artifacts.cache-dir to a folder of {Environment.UserName}'s own");
        }
    }
}
