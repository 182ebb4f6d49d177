using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Weir.Actors.Artifacts;
using Weir.Actors.Nodes;

namespace Weir.Hosting;

/// <summary>Weir among an application's services.</summary>
public static class WeirServiceCollectionExtensions
{
    /// <summary>
    /// Runs Weir in this host. The application can have <see cref="WeirExtension"/> and <see cref="ActorSystem"/> injected. If it registers an
    /// <see cref="ActorSystem"/> itself, Weir lives in that one and leaves its end to the application; else it makes one, and leaves the cluster
    /// and terminates it when the host stops.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Which jobs there are, and how Weir runs.</param>
    /// <exception cref="InvalidOperationException">Weir has been added before.</exception>
    public static IServiceCollection AddWeir(this IServiceCollection services, Action<WeirHostOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(WeirHostOptions)))
        {
            throw new InvalidOperationException($"{nameof(AddWeir)} was called before; a host has one Weir, give all jobs to one call.");
        }

        var options = new WeirHostOptions();
        configure?.Invoke(options);
        services.AddSingleton(options);
        services.AddSingleton<OwnActorSystem>();
        services.TryAddSingleton(static provider => provider.GetRequiredService<OwnActorSystem>().Get());
        services.AddSingleton(Start);
        services.AddHostedService<WeirHostedService>();
        return services;
    }

    /// <summary>A node that comes back to its cluster is given subtasks as soon as it has started: its jobs are known by then.</summary>
    private static WeirExtension Start(IServiceProvider services)
    {
        var jobs = new RegisteredJobs();
        foreach (HostedJob job in services.GetRequiredService<WeirHostOptions>().Jobs)
        {
            jobs.Add(job.Name, () => job.Create(services));
        }

        return WeirExtension.ForJobs(services.GetRequiredService<ActorSystem>(), jobs);
    }
}
