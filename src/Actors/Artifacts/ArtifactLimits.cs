namespace Weir.Actors.Artifacts;

/// <summary>What an artifact may hold at most.</summary>
internal sealed record ArtifactLimits(long MaxBytes)
{
    public const int MaxFiles = 4_000;
    public const int MaxManifestBytes = 2 << 20;

    public static readonly ArtifactLimits Default = new(512L << 20);

    /// <summary>Null if the artifact is within the limits.</summary>
    public string? Problem(int files, long totalBytes)
    {
        if (files > MaxFiles)
        {
            return $"has more than {MaxFiles} files; publish the job into a folder of its own";
        }

        return totalBytes > MaxBytes
            ? $"holds {totalBytes} bytes, and weir.artifacts.max-size allows {MaxBytes}; publish the job into a folder of its own, or raise the limit on all nodes, and for weir run with -c"
            : null;
    }
}
