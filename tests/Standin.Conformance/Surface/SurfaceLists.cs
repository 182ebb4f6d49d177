namespace Weir.Standin.Conformance.Surface;

/// <summary>Where the lists of the packages' surface are: a folder beside the repository that not everybody has.</summary>
internal static class SurfaceLists
{
    internal static string? Folder { get; } = Find();

    internal static string? SkipReason { get; } =
        Folder is null ? "The lists of the packages' surface (../shared/package-api beside the repository) are not at hand." : null;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                continue;
            var lists = Path.Combine(folder.FullName, "..", "shared", "package-api");
            if (Directory.Exists(lists))
                return lists;

            // A worktree lies beside others, one folder deeper.
            lists = Path.Combine(folder.FullName, "..", "..", "shared", "package-api");
            return Directory.Exists(lists) ? lists : null;
        }

        return null;
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class SurfaceTheoryAttribute : TheoryAttribute
{
    public SurfaceTheoryAttribute() => Skip = SurfaceLists.SkipReason;
}
