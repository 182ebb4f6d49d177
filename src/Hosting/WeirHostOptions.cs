using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Weir.Actors.Clients;
using Weir.Operators.Streams;

namespace Weir.Hosting;

/// <summary>How Weir runs in a host.</summary>
public sealed class WeirHostOptions
{
    private readonly List<HostedJob> _jobs = [];

    /// <summary>The name of the actor system that is made; nodes of one cluster have the same. Not used when the application registers an <see cref="ActorSystem"/>.</summary>
    public string SystemName { get; set; } = "weir";

    /// <summary>HOCON over Weir's reference configuration, for the actor system that is made. Not used when the application registers an <see cref="ActorSystem"/>.</summary>
    public string Configuration { get; set; } = "";

    internal IReadOnlyList<HostedJob> Jobs => _jobs;

    /// <summary>Makes a job known by a name, so that it can be submitted here. Its constructor may ask for services.</summary>
    /// <param name="name">Null for the name of the class.</param>
    public WeirHostOptions AddJob<TJob>(string? name = null)
        where TJob : class, IStreamJob
    {
        _jobs.Add(new HostedJob(name ?? typeof(TJob).Name, static services => ActivatorUtilities.CreateInstance<TJob>(services), Run: null));
        return this;
    }

    /// <summary>
    /// Makes a job known, and runs it with the host: at the start it goes on from its latest checkpoint, or begins if there is none. If it runs already, started
    /// by another node of the cluster, it is left alone.
    /// </summary>
    /// <param name="options">How; null for the defaults. What state it begins with is always the latest.</param>
    /// <param name="name">Null for the name of the class.</param>
    public WeirHostOptions RunJob<TJob>(JobOptions? options = null, string? name = null)
        where TJob : class, IStreamJob
    {
        _jobs.Add(new HostedJob(
            name ?? typeof(TJob).Name,
            static services => ActivatorUtilities.CreateInstance<TJob>(services),
            (options ?? new JobOptions()) with { Start = JobStart.Latest }));
        return this;
    }
}
