using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Actors.Artifacts;

/// <summary><c>weir.artifacts</c>.</summary>
/// <param name="Directory">The folder that all nodes share; null if uploads are off.</param>
/// <param name="CacheDirectory">Where this machine keeps what it loads.</param>
/// <param name="Limits">What an artifact may hold.</param>
internal sealed record ArtifactsConfiguration(string? Directory, string CacheDirectory, ArtifactLimits Limits)
{
    /// <exception cref="InvalidConfigurationException">A value can't be used.</exception>
    public static ArtifactsConfiguration Read(Config config)
    {
        var reader = new ConfigurationReader(config, "weir.artifacts");
        var directory = reader.Text("dir");
        var cache = reader.Text("cache-dir");
        var limits = new ArtifactLimits(reader.ByteSize("max-size"));
        return reader.Errors.Count == 0
            ? new ArtifactsConfiguration(
                directory.Length == 0 ? null : Path.GetFullPath(directory),
                cache.Length == 0 ? CacheFolder.Default : Path.GetFullPath(cache),
                limits)
            : throw new InvalidConfigurationException([.. reader.Errors.Select(error => error.ToString())]);
    }

    /// <summary>Null if uploads are off.</summary>
    public ArtifactStore? OpenStore() => Directory is null ? null : new ArtifactStore(Directory, Limits);

    public JobCode OpenCode(RegisteredJobs registered, ArtifactStore? store) =>
        new(registered, store is null ? null : new ArtifactCache(store, CacheDirectory));
}
