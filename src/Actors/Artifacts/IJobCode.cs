namespace Weir.Actors.Artifacts;

/// <summary>Gives a node the code of jobs.</summary>
internal interface IJobCode
{
    /// <summary>Fetches the code to this node, if it is not there yet, and loads it.</summary>
    /// <exception cref="JobCodeException">It can't be had or used; that will not change by itself, unless it says so.</exception>
    /// <exception cref="IOException">The folder of artifacts or the cache can't be read or written at present.</exception>
    Task<LoadedJob> LoadAsync(JobSource source, CancellationToken cancellationToken);
}
