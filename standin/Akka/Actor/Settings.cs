using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A system's configuration, and what the system itself reads from it.</summary>
public class Settings
{
    private readonly Config _userConfig;
    private readonly Lock _lock = new();
    private readonly HashSet<Config> _injected = new(ReferenceEqualityComparer.Instance);
    private readonly List<Config> _unchecked = [];
    private bool _areKeysChecked;
    private Config _fallback;
    private Config _config;

    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        _userConfig = config;
        _fallback = ReferenceConfig.Akka;
        _config = config.WithFallback(_fallback);
        Setup = setup;
        System = system;

        var provider = setup.Get<BootstrapSetup>();
        ProviderSelectionType = provider is { HasValue: true, Value.ActorRefProvider.HasValue: true }
            ? provider.Value.ActorRefProvider.Value
            : ProviderSelection.GetProvider(Config.GetString("akka.actor.provider"));
        ConfigVersion = Config.GetString("akka.version");
        SupervisorStrategyClass = Config.GetString("akka.actor.guardian-supervisor-strategy");
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan, true);
        CreationTimeout = Config.GetTimeSpan("akka.actor.creation-timeout");
        SerializeAllMessages = Config.GetBoolean("akka.actor.serialize-messages");
        LogLevel = Config.GetString("akka.loglevel");
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel");
        Loggers = Config.GetStringList("akka.loggers");
        LoggersDispatcher = Config.GetString("akka.loggers-dispatcher");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout");
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration = Config.GetTimeSpan("akka.log-dead-letters-suspend-duration", Timeout.InfiniteTimeSpan, true);
        LogDeadLetters = Config.GetString("akka.log-dead-letters") switch
        {
            "on" or "true" or "yes" => int.MaxValue,
            "off" or "false" or "no" => 0,
            _ => Config.GetInt("akka.log-dead-letters"),
        };
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");
        DebugEventStream = Config.GetBoolean("akka.actor.debug.event-stream");
        SchedulerClass = Config.GetString("akka.scheduler.implementation");
        SchedulerShutdownTimeout = Config.GetTimeSpan("akka.scheduler.shutdown-timeout");
        CoordinatedShutdownTerminateActorSystem = Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system");
        CoordinatedShutdownRunByActorSystemTerminate = Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate");
        if (CoordinatedShutdownRunByActorSystemTerminate && !CoordinatedShutdownTerminateActorSystem)
        {
            throw new ConfigurationException(
                "akka.coordinated-shutdown.run-by-actor-system-terminate = on needs akka.coordinated-shutdown.terminate-actor-system = on as well.");
        }

        StdoutLogger = new StandardOutLogger();
    }

    public ActorSystem System { get; }

    public Config Config => Volatile.Read(ref _config);

    public ActorSystemSetup Setup { get; }

    public string ConfigVersion { get; }

    public string ProviderClass => ProviderSelectionType.Fqn;

    public ProviderSelection ProviderSelectionType { get; }

    public bool HasCluster => ProviderSelectionType.HasCluster;

    public string SupervisorStrategyClass { get; }

    public TimeSpan CreationTimeout { get; }

    public TimeSpan AskTimeout { get; }

    public bool SerializeAllMessages { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public IList<string> Loggers { get; }

    public string LoggersDispatcher { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public MinimalLogger StdoutLogger { get; }

    public ILogMessageFormatter LogFormatter => DefaultLogMessageFormatter.Instance;

    public bool LogConfigOnStart { get; }

    /// <summary>How many dead letters are logged before the log is suspended.</summary>
    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    public TimeSpan LogDeadLettersSuspendDuration { get; }

    public bool DebugUnhandledMessage { get; }

    public bool DebugEventStream { get; }

    public string SchedulerClass { get; }

    public TimeSpan SchedulerShutdownTimeout { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    internal Config UserConfig => _userConfig;

    /// <summary>All reference configurations so far.</summary>
    internal Config References
    {
        get
        {
            lock (_lock)
                return _fallback;
        }
    }

    /// <summary>Adds a module's reference configuration: it has effect where nobody said otherwise.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        lock (_lock)
        {
            if (!_injected.Add(config))
                return;
            _fallback = config.WithFallback(_fallback);
            Volatile.Write(ref _config, _userConfig.WithFallback(_fallback));
            if (!_areKeysChecked)
            {
                // The system's loggers are not there yet.
                _unchecked.Add(config);
                return;
            }
        }

        KnownKeys.WarnOfUnknown(this, config, System.Log);
    }

    /// <summary>Warns of keys without effect: now for the configuration so far, and from now on for what is added.</summary>
    internal void CheckKeys()
    {
        Config[] added;
        lock (_lock)
        {
            _areKeysChecked = true;
            added = [.. _unchecked];
            _unchecked.Clear();
        }

        KnownKeys.WarnOfUnknown(this, System.Log);
        foreach (var config in added)
            KnownKeys.WarnOfUnknown(this, config, System.Log);
    }

    public override string ToString() => Config.ToString();
}
