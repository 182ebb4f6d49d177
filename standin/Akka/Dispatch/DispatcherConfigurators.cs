using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

public interface IDispatcherPrerequisites
{
    EventStream EventStream { get; }

    IScheduler Scheduler { get; }

    Settings Settings { get; }

    Mailboxes Mailboxes { get; }
}

public sealed class DefaultDispatcherPrerequisites : IDispatcherPrerequisites
{
    public DefaultDispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings, Mailboxes mailboxes)
    {
        EventStream = eventStream;
        Scheduler = scheduler;
        Settings = settings;
        Mailboxes = mailboxes;
    }

    public EventStream EventStream { get; }

    public IScheduler Scheduler { get; }

    public Settings Settings { get; }

    public Mailboxes Mailboxes { get; }
}

/// <summary>Makes the dispatcher of one section of the configuration.</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    public abstract MessageDispatcher Dispatcher();

    protected ExecutorServiceConfigurator ConfigureExecutor()
    {
        var executor = Config.GetString("executor", "default-executor");
        switch (executor)
        {
            case null or "" or "default-executor" or "thread-pool-executor" or "task-executor" or "channel-executor":
                return new ThreadPoolExecutorFactory(Config, Prerequisites);
            case "fork-join-executor":
                return new DedicatedThreadsFactory(Config, Prerequisites, ForkJoinThreads());
            default:
                var type = Type.GetType(executor)
                    ?? throw new ConfigurationException($"The dispatcher {Config.GetString("id")} names the executor '{executor}': there is no such type.");
                return (ExecutorServiceConfigurator)Activator.CreateInstance(type, Config, Prerequisites);
        }
    }

    internal long? ThroughputDeadline()
    {
        var deadline = Config.GetTimeSpan("throughput-deadline-time", TimeSpan.Zero);
        return deadline > TimeSpan.Zero ? deadline.Ticks : null;
    }

    private int ForkJoinThreads()
    {
        if (Config.HasPath("dedicated-thread-pool.thread-count"))
            return Math.Max(1, Config.GetInt("dedicated-thread-pool.thread-count"));
        var minimum = Config.GetInt("fork-join-executor.parallelism-min", 8);
        var maximum = Config.GetInt("fork-join-executor.parallelism-max", 64);
        var factor = Config.GetDouble("fork-join-executor.parallelism-factor", 1.0);
        return Math.Clamp((int)(Environment.ProcessorCount * factor), minimum, Math.Max(minimum, maximum));
    }
}

public sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Lazy<MessageDispatcher> _dispatcher;

    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _dispatcher = new Lazy<MessageDispatcher>(() => new Dispatcher(
            this,
            config.GetString("id"),
            config.GetInt("throughput", MessageDispatcher.DefaultThroughput),
            ThroughputDeadline(),
            ConfigureExecutor(),
            config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1))));

    public override MessageDispatcher Dispatcher() => _dispatcher.Value;
}

/// <summary>Its own threads, without naming an executor.</summary>
internal sealed class ForkJoinDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Lazy<MessageDispatcher> _dispatcher;

    public ForkJoinDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var pool = config.GetConfig("dedicated-thread-pool");
        if (pool is null || pool.IsEmpty || pool.GetInt("thread-count") < 1)
        {
            throw new ConfigurationException(
                $"The dispatcher {config.GetString("id")} is a ForkJoinDispatcher: it needs a section dedicated-thread-pool with a thread-count of at least 1.");
        }

        _dispatcher = new Lazy<MessageDispatcher>(() => new Dispatcher(
            this,
            config.GetString("id"),
            config.GetInt("throughput", MessageDispatcher.DefaultThroughput),
            ThroughputDeadline(),
            new DedicatedThreadsFactory(config, prerequisites, pool.GetInt("thread-count")),
            config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1))));
    }

    public override MessageDispatcher Dispatcher() => _dispatcher.Value;
}

internal sealed class PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher() => new PinnedDispatcher(
        this,
        Config.GetString("id"),
        Config.GetInt("throughput", MessageDispatcher.DefaultThroughput),
        ThroughputDeadline(),
        new DedicatedThreadsFactory(Config, Prerequisites, threads: 1),
        Config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1)));
}
