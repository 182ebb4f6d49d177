using System.Collections.Concurrent;
using System.Reflection;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Coordination;

public class LeaseProviderExtensionProvider : ExtensionIdProvider<LeaseProvider>
{
    public override LeaseProvider CreateExtension(ExtendedActorSystem system) => new(system);
}

/// <summary>Makes the leases that the configuration describes.</summary>
public class LeaseProvider : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly ConcurrentDictionary<(string Name, string Path, string Owner), Lazy<Lease>> _leases = new();

    public LeaseProvider(ExtendedActorSystem system)
    {
        _system = system;
        system.Settings.InjectTopLevelFallback(DefaultConfig());
    }

    public static Config DefaultConfig() => ConfigurationFactory.FromResource<LeaseProvider>("Akka.Coordination.reference.conf");

    public static LeaseProvider Get(ActorSystem system) => system.WithExtension<LeaseProvider, LeaseProviderExtensionProvider>();

    /// <param name="leaseName">Names what there is to be one of.</param>
    /// <param name="configPath">Where its configuration is: lease-class, and what akka.coordination.lease has.</param>
    /// <param name="ownerName">Names who wants it, such as the node's address.</param>
    public Lease GetLease(string leaseName, string configPath, string ownerName) =>
        _leases.GetOrAdd((leaseName, configPath, ownerName), key => new Lazy<Lease>(() => Make(key.Name, key.Path, key.Owner))).Value;

    private Lease Make(string leaseName, string configPath, string ownerName)
    {
        var config = _system.Settings.Config.GetConfig(configPath)
            ?? throw new ConfigurationException($"The lease '{leaseName}' is configured at '{configPath}', where nothing is.");
        var settings = LeaseSettings.Create(config.WithFallback(_system.Settings.Config.GetConfig("akka.coordination.lease")), leaseName, ownerName);
        var name = settings.LeaseConfig.GetString("lease-class");
        var type = string.IsNullOrEmpty(name) ? null : Type.GetType(name);
        if (type is null)
            throw new ConfigurationException($"{configPath}.lease-class names '{name}': there is no such type. Reference its assembly, or name another type.");
        try
        {
            return type.GetConstructor([typeof(LeaseSettings), typeof(ExtendedActorSystem)]) is not null
                ? (Lease)Activator.CreateInstance(type, settings, _system)
                : (Lease)Activator.CreateInstance(type, settings);
        }
        catch (TargetInvocationException exception)
        {
            throw new ConfigurationException($"{configPath}.lease-class: {type} could not be created: {exception.InnerException?.Message}", exception.InnerException);
        }
    }
}
