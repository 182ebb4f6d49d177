using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>The journals and snapshot stores of a system: each is one actor, started when it is asked for first.</summary>
public class PersistenceExtension : IExtension
{
    private const string JournalFallback = "akka.persistence.journal-plugin-fallback";
    private const string SnapshotStoreFallback = "akka.persistence.snapshot-store-plugin-fallback";
    private const string NoSnapshotStore = "akka.persistence.no-snapshot-store";

    private readonly ExtendedActorSystem _system;
    private readonly ConcurrentDictionary<string, Lazy<Plugin>> _plugins = new();
    private readonly ConcurrentDictionary<string, Config> _configs = new();
    private readonly Lazy<IActorRef> _permitter;
    private readonly string _defaultJournal;
    private readonly string _defaultSnapshotStore;

    public PersistenceExtension(ExtendedActorSystem system)
    {
        _system = system;
        system.Settings.InjectTopLevelFallback(Persistence.DefaultConfig());
        var config = system.Settings.Config;
        _defaultJournal = config.GetString("akka.persistence.journal.plugin");
        var snapshotStore = config.GetString("akka.persistence.snapshot-store.plugin");
        _defaultSnapshotStore = string.IsNullOrEmpty(snapshotStore) ? NoSnapshotStore : snapshotStore;
        var permits = config.GetInt("akka.persistence.max-concurrent-recoveries");
        _permitter = new(() => system.SystemActorOf(Props.Create(() => new RecoveryPermitter(permits)), "recoveryPermitter"));
    }

    internal IActorRef RecoveryPermitter => _permitter.Value;

    /// <param name="journalPluginId">The path of its section in the configuration; null or empty for the default.</param>
    public IActorRef JournalFor(string journalPluginId) => Journal(journalPluginId).Actor;

    /// <param name="snapshotPluginId">The path of its section in the configuration; null or empty for the default.</param>
    public IActorRef SnapshotStoreFor(string snapshotPluginId) =>
        PluginOf(string.IsNullOrEmpty(snapshotPluginId) ? _defaultSnapshotStore : snapshotPluginId, SnapshotStoreFallback).Actor;

    internal TimeSpan RecoveryEventTimeout(string journalPluginId) => Journal(journalPluginId).Config.GetTimeSpan("recovery-event-timeout");

    internal int MaxMessageBatchSize(string journalPluginId) => Journal(journalPluginId).Config.GetInt("max-message-batch-size");

    /// <summary>The section of the plug-in whose actor this is, over what holds where it says nothing.</summary>
    internal Config ConfigFor(IActorRef plugin) =>
        _configs.TryGetValue(plugin.Path.Name, out var config)
            ? config
            : throw new ConfigurationException($"{plugin} is no persistence plug-in of this system: a journal or snapshot store is started by its section in the configuration.");

    private Plugin Journal(string id) => PluginOf(string.IsNullOrEmpty(id) ? _defaultJournal : id, JournalFallback);

    private Plugin PluginOf(string id, string fallback) =>
        _plugins.GetOrAdd(id, static (key, made) => new Lazy<Plugin>(() => made.This.Start(key, made.Fallback)), (This: this, Fallback: fallback)).Value;

    private Plugin Start(string id, string fallback)
    {
        var all = _system.Settings.Config;
        if (!all.HasPath(id))
            throw new ArgumentException($"Persistence config is missing plugin config path for: {id}");
        var config = all.GetConfig(id).WithFallback(all.GetConfig(fallback));
        var typeName = config.GetString("class");
        if (string.IsNullOrEmpty(typeName))
            throw new ArgumentException($"Plugin class name must be defined in config property [{id}.class]");
        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException(
                $"{id}.class names '{typeName}': there is no such type. Reference its assembly, or set akka.persistence.journal.plugin and akka.persistence.snapshot-store.plugin to other plug-ins.");
        WarnOfUnused(id, config);
        _configs[id] = config;
        var props = type.GetConstructor([typeof(Config)]) is null ? new Props(type) : new Props(type, [config]);
        return new Plugin(_system.SystemActorOf(props.WithDispatcher(config.GetString("plugin-dispatcher")), id), config);
    }

    private void WarnOfUnused(string id, Config config)
    {
        var filter = config.GetString("replay-filter.mode");
        foreach (var key in new[] { "event-adapters", "event-adapter-bindings" }.Where(config.HasPath).Concat(filter is null or "off" ? [] : ["replay-filter.mode"]))
            _system.Log.Warning("The configuration sets {0}, which has no effect: the stand-in of Akka that this process runs on does not honour it.", $"{id}.{key}");
    }

    private sealed record Plugin(IActorRef Actor, Config Config);
}
