using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system)
    {
        var shutdown = new CoordinatedShutdown(system);
        shutdown.Init();
        return shutdown;
    }
}

/// <summary>Ends a system in phases: the tasks of a phase run at the same time, and the next phase when they are done or their time is up.</summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly Dictionary<string, ShutdownPhase> _phases;
    private readonly IReadOnlyList<string> _ordered;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Name, Func<Task<Done>> Run)>> _tasks = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Config _config;
    private readonly ILoggingAdapter _log;
    private Reason _reason;

    internal CoordinatedShutdown(ExtendedActorSystem system)
    {
        System = system;
        _log = Logging.GetLogger(system, this);
        _config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        _phases = ShutdownPhase.AllFrom(_config);
        _ordered = ShutdownPhase.InOrder(_phases);
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Null until the shutdown has begun.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason);

    /// <summary>The time-outs of all phases that have tasks or are not to be skipped.</summary>
    public TimeSpan TotalTimeout =>
        _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    /// <param name="phase">A phase of akka.coordinated-shutdown.phases.</param>
    /// <param name="taskName">For the log.</param>
    /// <param name="task">Starts the task when the phase is reached.</param>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.ContainsKey(phase))
            throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(',', _phases.Keys)}]. All phases (along with their optional dependencies) must be defined in configuration.");
        if (string.IsNullOrEmpty(taskName))
            throw new ArgumentException("A task of a coordinated shutdown needs a name.", nameof(taskName));
        _tasks.GetOrAdd(phase, _ => new ConcurrentQueue<(string, Func<Task<Done>>)>()).Enqueue((taskName, task));
    }

    /// <summary>Runs the phases; a second call gives the first call's task.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
            _ = Task.Run(() => RunPhases(fromPhase));
        return _done.Task;
    }

    public TimeSpan Timeout(string phase) => _phases.TryGetValue(phase, out var known)
        ? known.Timeout
        : throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.", nameof(phase));

    internal void Init()
    {
        if (System.Settings.CoordinatedShutdownTerminateActorSystem)
            AddTask(PhaseActorSystemTerminate, "terminate-system", TerminateSystem);
        if (!_config.GetBoolean("run-by-clr-shutdown-hook"))
            return;

        EventHandler hook = (_, _) => RunAtProcessExit();
        AppDomain.CurrentDomain.ProcessExit += hook;
        System.WhenTerminated.ContinueWith(
            _ => AppDomain.CurrentDomain.ProcessExit -= hook,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task<Done> TerminateSystem()
    {
        var exit = _config.GetBoolean("exit-clr");
        await ((Internal.ActorSystemImpl)System).FinalTerminate().ConfigureAwait(false);
        if (exit && ShutdownReason is not ClrExitReason)
            Environment.Exit(_config.GetInt($"reason-overrides.{ShutdownReason.GetType().Name}.exit-code", _config.GetInt("exit-code")));
        return Done.Instance;
    }

    private void RunAtProcessExit()
    {
        var run = Run(ClrExitReason.Instance);
        if (!run.Wait(TotalTimeout))
            _log.Warning("Coordinated shutdown did not end within {0} at the exit of the process", TotalTimeout);
    }

    private async Task RunPhases(string fromPhase)
    {
        try
        {
            var phases = fromPhase is null ? _ordered : [.. _ordered.SkipWhile(phase => phase != fromPhase)];
            foreach (var phase in phases)
                await RunPhase(_phases[phase]).ConfigureAwait(false);
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception exception)
        {
            _done.TrySetException(exception);
        }
    }

    private async Task RunPhase(ShutdownPhase phase)
    {
        if (!phase.Enabled)
        {
            _log.Info("Phase [{0}] is disabled in the configuration", phase.Name);
            return;
        }

        if (!_tasks.TryGetValue(phase.Name, out var tasks))
            return;
        var started = Stopwatch.GetTimestamp();
        var running = Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Run)));
        try
        {
            await running.WaitAsync(phase.Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (!phase.Recover)
                throw new TimeoutException($"Coordinated shutdown phase [{phase.Name}] timed out after {elapsed}");
            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase.Name, elapsed);
        }
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception exception) when (phase.Recover)
        {
            _log.Warning(exception, "Task [{0}] failed in phase [{1}]: {2}", name, phase.Name, exception.Message);
        }
    }

    public class Reason
    {
        protected Reason()
        {
        }
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }

    public class ClusterDowningReason : Reason
    {
        public static readonly Reason Instance = new ClusterDowningReason();

        private ClusterDowningReason()
        {
        }
    }

    public class ClusterLeavingReason : Reason
    {
        public static readonly Reason Instance = new ClusterLeavingReason();

        private ClusterLeavingReason()
        {
        }
    }

    public class ClusterJoinUnsuccessfulReason : Reason
    {
        public static readonly Reason Instance = new ClusterJoinUnsuccessfulReason();

        private ClusterJoinUnsuccessfulReason()
        {
        }
    }
}
