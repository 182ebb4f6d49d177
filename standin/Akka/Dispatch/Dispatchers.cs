using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system by their ids, which are paths in its configuration.</summary>
public sealed class Dispatchers
{
    public static readonly string DefaultDispatcherId = "akka.actor.default-dispatcher";
    public static readonly string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";

    internal const string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new(StringComparer.Ordinal);

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        _system = system;
        Prerequisites = prerequisites;
    }

    public IDispatcherPrerequisites Prerequisites { get; }

    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    public Config DefaultDispatcherConfig => GetConfig(_system.Settings.Config, DefaultDispatcherId);

    internal MessageDispatcher Internal => Lookup(InternalDispatcherId);

    public static Config GetConfig(Config config, string id, int depth = 0)
    {
        var section = config.GetConfig(id) ?? ConfigurationFactory.Empty;
        var simpleName = id[(id.LastIndexOf('.') + 1)..];
        return ConfigurationFactory.ParseString($"id = \"{id}\", name = \"{simpleName}\"")
            .WithFallback(section)
            .WithFallback(config.GetConfig(DefaultDispatcherId));
    }

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || _system.Settings.Config.HasPath(id);

    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) => _configurators.TryAdd(id, configurator);

    public MessageDispatcher Lookup(string dispatcherName)
    {
        var id = string.IsNullOrEmpty(dispatcherName) ? DefaultDispatcherId : dispatcherName;
        if (!_configurators.TryGetValue(id, out var configurator))
            configurator = _configurators.GetOrAdd(id, CreateConfigurator);
        return configurator.Dispatcher();
    }

    internal void Shutdown()
    {
        foreach (var configurator in _configurators.Values)
        {
            // A pinned dispatcher ends with its actor, and the configurator would only make another one.
            if (configurator is not PinnedDispatcherConfigurator)
                configurator.Dispatcher().ShutdownNow();
        }
    }

    private MessageDispatcherConfigurator CreateConfigurator(string id)
    {
        if (!_system.Settings.Config.HasPath(id))
            throw new ConfigurationException($"Dispatcher [{id}] not configured.");
        var config = GetConfig(_system.Settings.Config, id);
        var type = config.GetString("type");
        switch (type)
        {
            case "Dispatcher" or "TaskDispatcher":
                return new DispatcherConfigurator(config, Prerequisites);
            case "ForkJoinDispatcher":
                return new ForkJoinDispatcherConfigurator(config, Prerequisites);
            case "PinnedDispatcher":
                return new PinnedDispatcherConfigurator(config, Prerequisites);
            case null or "":
                throw new ConfigurationException($"The dispatcher {id} has no type.");
            default:
                var configurator = Type.GetType(type)
                    ?? throw new ConfigurationException($"The dispatcher {id} names the type '{type}': there is none such. Known by a short name are Dispatcher, ForkJoinDispatcher and PinnedDispatcher.");
                return (MessageDispatcherConfigurator)Activator.CreateInstance(configurator, config, Prerequisites);
        }
    }
}
