namespace Weir.Actors.Artifacts;

/// <summary>Names inside an artifact: relative, with / between folders. They come from elsewhere and become files here, so nothing may lead out of the folder.</summary>
internal static class ArtifactPath
{
    private const int LongestName = 400;

    /// <summary>What is wrong with a name; null if it can be used.</summary>
    public static string? Problem(string path)
    {
        if (path.Length is 0 or > LongestName)
        {
            return $"must have 1 to {LongestName} characters";
        }

        if (path.Any(letter => char.IsControl(letter) || letter is '\\' or ':'))
        {
            return "may not hold a backslash, a colon or a control character";
        }

        foreach (var part in path.Split('/'))
        {
            // A point or blank at the end is dropped on Windows: two names would be one.
            if (part.Length == 0 || part is "." or ".." || part[^1] is '.' or ' ')
            {
                return "must be a relative path inside the folder, its parts neither empty nor . or .., nor ending in a point or a blank";
            }
        }

        return null;
    }

    /// <exception cref="JobCodeException">The name leads out of the folder.</exception>
    public static string Below(string folder, string path) =>
        Problem(path) is { } problem
            ? throw new JobCodeException($"the artifact's file name '{path}' is refused: it {problem}")
            : Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));
}
