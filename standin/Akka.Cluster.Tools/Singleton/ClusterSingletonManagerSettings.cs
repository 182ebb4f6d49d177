using Akka.Actor;
using Akka.Configuration;
using Akka.Coordination;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>What is below akka.cluster.singleton.</summary>
public sealed class ClusterSingletonManagerSettings : INoSerializationVerificationNeeded
{
    public ClusterSingletonManagerSettings(string singletonName, string role, TimeSpan removalMargin, TimeSpan handOverRetryInterval, bool considerAppVersion)
        : this(singletonName, role, removalMargin, handOverRetryInterval, null, considerAppVersion)
    {
    }

    public ClusterSingletonManagerSettings(
        string singletonName,
        string role,
        TimeSpan removalMargin,
        TimeSpan handOverRetryInterval,
        LeaseUsageSettings leaseSettings,
        bool considerAppVersion)
    {
        if (string.IsNullOrWhiteSpace(singletonName))
            throw new ArgumentNullException(nameof(singletonName));
        if (removalMargin < TimeSpan.Zero)
            throw new ArgumentException($"The removal margin is {removalMargin}; it has to be 0 or more.", nameof(removalMargin));
        if (handOverRetryInterval <= TimeSpan.Zero)
            throw new ArgumentException($"The hand-over retry interval is {handOverRetryInterval}; it has to be greater than 0.", nameof(handOverRetryInterval));
        SingletonName = singletonName;
        Role = role;
        RemovalMargin = removalMargin;
        HandOverRetryInterval = handOverRetryInterval;
        LeaseSettings = leaseSettings;
        ConsiderAppVersion = considerAppVersion;
    }

    public string SingletonName { get; }

    /// <summary>Null for all members.</summary>
    public string Role { get; }

    /// <summary>How long after the removal of a node its singleton may still run; zero for what the downing provider says.</summary>
    public TimeSpan RemovalMargin { get; }

    public TimeSpan HandOverRetryInterval { get; }

    /// <summary>Null for no lease.</summary>
    public LeaseUsageSettings LeaseSettings { get; }

    public bool ConsiderAppVersion { get; }

    public static ClusterSingletonManagerSettings Create(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(ClusterSingletonManager.DefaultConfig());
        return Create(system.Settings.Config.GetConfig("akka.cluster.singleton")
            ?? throw new ConfigurationException("The configuration has no akka.cluster.singleton."));
    }

    /// <param name="config">What is below akka.cluster.singleton.</param>
    public static ClusterSingletonManagerSettings Create(Config config)
    {
        var lease = config.GetString("use-lease");
        return new ClusterSingletonManagerSettings(
            config.GetString("singleton-name"),
            RoleOf(config.GetString("role")),
            TimeSpan.Zero,
            config.GetTimeSpan("hand-over-retry-interval"),
            string.IsNullOrEmpty(lease) ? null : new LeaseUsageSettings(lease, config.GetTimeSpan("lease-retry-interval")),
            config.GetBoolean("consider-app-version"));
    }

    public ClusterSingletonManagerSettings WithSingletonName(string singletonName) =>
        new(singletonName, Role, RemovalMargin, HandOverRetryInterval, LeaseSettings, ConsiderAppVersion);

    public ClusterSingletonManagerSettings WithRole(string role) =>
        new(SingletonName, RoleOf(role), RemovalMargin, HandOverRetryInterval, LeaseSettings, ConsiderAppVersion);

    public ClusterSingletonManagerSettings WithRemovalMargin(TimeSpan removalMargin) =>
        new(SingletonName, Role, removalMargin, HandOverRetryInterval, LeaseSettings, ConsiderAppVersion);

    public ClusterSingletonManagerSettings WithHandOverRetryInterval(TimeSpan handOverRetryInterval) =>
        new(SingletonName, Role, RemovalMargin, handOverRetryInterval, LeaseSettings, ConsiderAppVersion);

    public ClusterSingletonManagerSettings WithLeaseSettings(LeaseUsageSettings leaseSettings) =>
        new(SingletonName, Role, RemovalMargin, HandOverRetryInterval, leaseSettings, ConsiderAppVersion);

    internal static string RoleOf(string role) => string.IsNullOrEmpty(role) ? null : role;
}
