namespace Weir.Actors.Artifacts;

/// <summary>Where the nodes find the class of a job.</summary>
internal abstract record JobSource
{
    private JobSource()
    {
    }

    /// <summary>A job that every node brings along under this name.</summary>
    public sealed record Registered(string Name) : JobSource
    {
        public override string ToString() => $"the registered job {Name}";
    }

    /// <summary>A class in an uploaded folder.</summary>
    /// <param name="ArtifactId">64 hexadecimal digits; see <see cref="JobArtifact.Id"/>.</param>
    /// <param name="ClassName">Its full name, or its name if there is one of that name only; null if the assembly has one job only.</param>
    public sealed record Uploaded(string ArtifactId, string? ClassName) : JobSource
    {
        public override string ToString() => $"{ClassName ?? "the job"} in the artifact {ArtifactId[..Math.Min(12, ArtifactId.Length)]}";
    }
}
