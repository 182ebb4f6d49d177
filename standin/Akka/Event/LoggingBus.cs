using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Event;

public class LoggingBus : ActorEventBus<object, Type>
{
    private static readonly LogLevel[] s_allLevels = Enum.GetValues<LogLevel>();

    private readonly List<IActorRef> _loggers = [];
    private int _logLevel = (int)LogLevel.DebugLevel;
    private MinimalLogger _stdout;

    /// <summary>Events below it are not made in the first place.</summary>
    public LogLevel LogLevel => (LogLevel)Volatile.Read(ref _logLevel);

    internal IReadOnlyCollection<IActorRef> Loggers
    {
        get
        {
            lock (_loggers)
                return _loggers.ToArray();
        }
    }

    public void SetLogLevel(LogLevel logLevel)
    {
        Volatile.Write(ref _logLevel, (int)logLevel);
        foreach (var logger in Loggers)
            SubscribeFrom(logger, logLevel);
    }

    /// <summary>Logs to the console until the configured loggers have started.</summary>
    public void StartStdoutLogger(Settings config)
    {
        _stdout = config.StdoutLogger;
        Volatile.Write(ref _logLevel, (int)LevelOf(config.StdoutLogLevel));
        SubscribeFrom(_stdout, LogLevel);
    }

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override Type GetClassifier(object @event) => @event.GetType();

    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        var level = LevelOf(system.Settings.LogLevel);
        var stdout = LevelOf(system.Settings.StdoutLogLevel);
        var keepsStdout = false;
        var number = 0;
        foreach (var name in system.Settings.Loggers)
        {
            var type = Type.GetType(name)
                ?? throw new ConfigurationException($"akka.loggers names '{name}': there is no such type.");
            if (type == typeof(StandardOutLogger))
            {
                keepsStdout = true;
                continue;
            }

            AddLogger(system, type, level, ++number);
        }

        if (!keepsStdout && _stdout is not null)
            Unsubscribe(_stdout);
        else if (keepsStdout && stdout != level)
            SubscribeFrom(_stdout, level);
        Volatile.Write(ref _logLevel, (int)level);
    }

    /// <summary>Takes the loggers off the bus; what is logged from now on goes to the console.</summary>
    internal IReadOnlyCollection<IActorRef> StopLoggers(Settings settings)
    {
        var level = LevelOf(settings.StdoutLogLevel);
        SubscribeFrom(_stdout, level);
        IActorRef[] loggers;
        lock (_loggers)
        {
            loggers = _loggers.ToArray();
            _loggers.Clear();
        }

        foreach (var logger in loggers)
            Unsubscribe(logger);
        return loggers;
    }

    internal void StopStdoutLogger()
    {
        if (_stdout is not null)
            Unsubscribe(_stdout);
    }

    private static LogLevel LevelOf(string name) => Logging.LogLevelFor(name);

    private void AddLogger(ActorSystemImpl system, Type type, LogLevel level, int number)
    {
        var props = Props.Create(type).WithDispatcher(system.Settings.LoggersDispatcher);
        var logger = system.SystemActorOf(props, $"log{number}-{Logging.SimpleName(type)}");
        try
        {
            var answer = logger.Ask<object>(new InitializeLogger(this), system.Settings.LoggerStartTimeout).GetAwaiter().GetResult();
            if (answer is not LoggerInitialized)
                throw new LoggerInitializationException($"The logger {type} answered InitializeLogger with [{answer}] instead of {nameof(LoggerInitialized)}.");
        }
        catch (AskTimeoutException exception)
        {
            throw new LoggerInitializationException(
                $"The logger {type} did not answer InitializeLogger with {nameof(LoggerInitialized)} within {system.Settings.LoggerStartTimeout} (akka.logger-startup-timeout).", exception);
        }

        lock (_loggers)
            _loggers.Add(logger);
        SubscribeFrom(logger, level);
        Publish(new Debug(Logging.SimpleName(this), GetType(), $"Logger {logger.Path.Name} [{type.Name}] started"));
    }

    private void SubscribeFrom(IActorRef logger, LogLevel level)
    {
        foreach (var each in s_allLevels)
        {
            if (each >= level)
                Subscribe(logger, Logging.ClassFor(each));
            else
                Unsubscribe(logger, Logging.ClassFor(each));
        }
    }
}
