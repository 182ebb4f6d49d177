using System.Collections.Concurrent;
using System.Reflection;

namespace Weir.Actors.Artifacts;

/// <summary>The code of a node: the jobs that it brings along, and those that are uploaded. Thread-safe; one a node.</summary>
internal sealed class JobCode(RegisteredJobs registered, ArtifactCache? cache) : IJobCode
{
    /// <summary>One load context an artifact: the second job of an artifact, and a job's restart, find the same types.</summary>
    private readonly ConcurrentDictionary<string, Lazy<Assembly>> _assemblies = new(StringComparer.Ordinal);

    public async Task<LoadedJob> LoadAsync(JobSource source, CancellationToken cancellationToken)
    {
        switch (source)
        {
            case JobSource.Registered job:
                return registered.Find(job.Name);
            case JobSource.Uploaded uploaded:
                var artifacts = cache ?? throw new JobCodeException("this node takes no uploaded jobs; set weir.artifacts.dir to a folder that all nodes share");
                var artifact = await artifacts.FetchAsync(uploaded.ArtifactId, cancellationToken).ConfigureAwait(false);
                return JobAssembly.Find(Assembly(artifact), uploaded.ClassName, artifact.Artifact.Assembly);
            default:
                throw new InvalidOperationException($"No code is to be had from {source}.");
        }
    }

    private Assembly Assembly(CachedArtifact artifact)
    {
        var loaded = _assemblies.GetOrAdd(artifact.Artifact.Id, _ => new(() => JobAssembly.Load(artifact.AssemblyPath, artifact.Artifact.Assembly)));
        try
        {
            return loaded.Value;
        }
        catch (JobCodeException)
        {
            _assemblies.TryRemove(KeyValuePair.Create(artifact.Artifact.Id, loaded));
            throw;
        }
    }
}
