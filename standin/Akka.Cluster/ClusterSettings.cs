using System.Collections.Immutable;
using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Cluster;

/// <summary>What is below akka.cluster.</summary>
public sealed class ClusterSettings
{
    public ClusterSettings(Config config, string systemName)
    {
        var cluster = config.GetConfig("akka.cluster")
            ?? throw new ConfigurationException($"The configuration of the system {systemName} has no akka.cluster: set akka.actor.provider = cluster.");
        SeedNodes = [.. cluster.GetStringList("seed-nodes").Select(Address.Parse)];
        SeedNodeTimeout = cluster.GetTimeSpan("seed-node-timeout");
        RetryUnsuccessfulJoinAfter = OptionalTime(cluster, "retry-unsuccessful-join-after");
        ShutdownAfterUnsuccessfulJoinSeedNodes = OptionalTime(cluster, "shutdown-after-unsuccessful-join-seed-nodes");
        RunCoordinatedShutdownWhenDown = cluster.GetBoolean("run-coordinated-shutdown-when-down");
        WeaklyUpAfter = OptionalTime(cluster, "allow-weakly-up-members", defaultTime: TimeSpan.FromSeconds(7)) ?? TimeSpan.Zero;
        Roles = [.. cluster.GetStringList("roles")];
        AppVersion = ReadAppVersion(cluster.GetString("app-version"));
        MinNrOfMembers = AtLeastOne(cluster.GetInt("min-nr-of-members"), "akka.cluster.min-nr-of-members");
        MinNrOfMembersOfRole = (cluster.GetConfig("role") ?? ConfigurationFactory.Empty).AsEnumerable()
            .Select(role => (Name: role.Key.Trim('"'), Config: role.Value.ToConfig()))
            .Where(role => role.Config?.HasPath("min-nr-of-members") == true)
            .ToImmutableDictionary(role => role.Name, role => AtLeastOne(role.Config.GetInt("min-nr-of-members"), $"akka.cluster.role.{role.Name}.min-nr-of-members"));
        LogInfo = cluster.GetBoolean("log-info");
        PeriodicTasksInitialDelay = cluster.GetTimeSpan("periodic-tasks-initial-delay");
        GossipInterval = cluster.GetTimeSpan("gossip-interval");
        LeaderActionsInterval = cluster.GetTimeSpan("leader-actions-interval");
        UnreachableNodesReaperInterval = cluster.GetTimeSpan("unreachable-nodes-reaper-interval");
        GossipDifferentViewProbability = cluster.GetDouble("gossip-different-view-probability");
        UseDispatcher = cluster.GetString("use-dispatcher") is { Length: > 0 } dispatcher ? dispatcher : Dispatchers.InternalDispatcherId;

        FailureDetectorConfig = cluster.GetConfig("failure-detector");
        FailureDetectorImplementationClass = FailureDetectorConfig.GetString("implementation-class");
        HeartbeatInterval = FailureDetectorConfig.GetTimeSpan("heartbeat-interval");
        HeartbeatExpectedResponseAfter = FailureDetectorConfig.GetTimeSpan("expected-response-after");
        MonitoredByNrOfMembers = AtLeastOne(FailureDetectorConfig.GetInt("monitored-by-nr-of-members"), "akka.cluster.failure-detector.monitored-by-nr-of-members");

        DownRemovalMargin = OptionalTime(cluster, "down-removal-margin") ?? TimeSpan.Zero;
        DowningProviderType = ReadDowningProvider(cluster.GetString("downing-provider-class"));
    }

    public ImmutableList<Address> SeedNodes { get; }

    public TimeSpan SeedNodeTimeout { get; }

    /// <summary>Null for never.</summary>
    public TimeSpan? RetryUnsuccessfulJoinAfter { get; }

    /// <summary>Null for never.</summary>
    public TimeSpan? ShutdownAfterUnsuccessfulJoinSeedNodes { get; }

    public bool RunCoordinatedShutdownWhenDown { get; }

    public bool AllowWeaklyUpMembers => WeaklyUpAfter > TimeSpan.Zero;

    /// <summary>Zero for never.</summary>
    public TimeSpan WeaklyUpAfter { get; }

    public ImmutableHashSet<string> Roles { get; }

    public AppVersion AppVersion { get; }

    public int MinNrOfMembers { get; }

    public ImmutableDictionary<string, int> MinNrOfMembersOfRole { get; }

    public bool LogInfo { get; }

    public TimeSpan PeriodicTasksInitialDelay { get; }

    public TimeSpan GossipInterval { get; }

    public TimeSpan LeaderActionsInterval { get; }

    public TimeSpan UnreachableNodesReaperInterval { get; }

    public double GossipDifferentViewProbability { get; }

    public string UseDispatcher { get; }

    public Config FailureDetectorConfig { get; }

    public string FailureDetectorImplementationClass { get; }

    public TimeSpan HeartbeatInterval { get; }

    public TimeSpan HeartbeatExpectedResponseAfter { get; }

    public int MonitoredByNrOfMembers { get; }

    public Type DowningProviderType { get; }

    /// <summary>Zero for what the downing provider says.</summary>
    internal TimeSpan DownRemovalMargin { get; }

    internal static TimeSpan? OptionalTime(Config config, string key, TimeSpan? defaultTime = null) => config.GetString(key) switch
    {
        "off" or "false" => null,
        "on" or "true" => defaultTime,
        _ => config.GetTimeSpan(key, null, allowInfinite: false),
    };

    private static int AtLeastOne(int value, string key) =>
        value >= 1 ? value : throw new ConfigurationException($"{key} is {value}; it has to be 1 or more.");

    private static AppVersion ReadAppVersion(string text) => text == "assembly-version"
        ? AppVersion.Create(Assembly.GetEntryAssembly()?.GetName().Version?.ToString() ?? "0.0.0")
        : AppVersion.Create(text);

    private static Type ReadDowningProvider(string name) => string.IsNullOrEmpty(name)
        ? typeof(NoDowning)
        : Type.GetType(name) ?? throw new ConfigurationException($"akka.cluster.downing-provider-class names '{name}': there is no such type. Reference its assembly, or name another type.");
}
