using Akka.Configuration;

namespace Akka.Coordination;

/// <summary>Which lease, whose, and what its implementation is told.</summary>
public sealed class LeaseSettings
{
    public LeaseSettings(string leaseName, string ownerName, TimeoutSettings timeoutSettings, Config leaseConfig)
    {
        LeaseName = leaseName;
        OwnerName = ownerName;
        TimeoutSettings = timeoutSettings;
        LeaseConfig = leaseConfig;
    }

    public string LeaseName { get; }

    public string OwnerName { get; }

    public TimeoutSettings TimeoutSettings { get; }

    public Config LeaseConfig { get; }

    public static LeaseSettings Create(Config config, string leaseName, string ownerName) =>
        new(leaseName, ownerName, TimeoutSettings.Create(config), config);

    public LeaseSettings WithTimeoutSettings(TimeoutSettings timeoutSettings) => new(LeaseName, OwnerName, timeoutSettings, LeaseConfig);

    public override string ToString() => $"LeaseSettings({LeaseName}, {OwnerName}, {TimeoutSettings})";
}

public sealed class TimeoutSettings
{
    public TimeoutSettings(TimeSpan heartbeatInterval, TimeSpan heartbeatTimeout, TimeSpan operationTimeout)
    {
        HeartbeatInterval = heartbeatInterval;
        HeartbeatTimeout = heartbeatTimeout;
        OperationTimeout = operationTimeout;
    }

    public TimeSpan HeartbeatInterval { get; }

    public TimeSpan HeartbeatTimeout { get; }

    public TimeSpan OperationTimeout { get; }

    public static TimeoutSettings Create(Config config)
    {
        var timeout = config.GetTimeSpan("heartbeat-timeout");
        var tenth = timeout / 10;
        var interval = config.GetString("heartbeat-interval") is { Length: > 0 }
            ? config.GetTimeSpan("heartbeat-interval")
            : tenth > TimeSpan.FromSeconds(5) ? tenth : TimeSpan.FromSeconds(5);
        if (interval >= timeout / 2)
            throw new ConfigurationException($"A lease's heartbeat-interval, {interval}, has to be less than half of its heartbeat-timeout, {timeout}.");
        return new TimeoutSettings(interval, timeout, config.GetTimeSpan("lease-operation-timeout"));
    }

    public TimeoutSettings WithHeartbeatInterval(TimeSpan heartbeatInterval) => new(heartbeatInterval, HeartbeatTimeout, OperationTimeout);

    public TimeoutSettings WithHeartbeatTimeout(TimeSpan heartbeatTimeout) => new(HeartbeatInterval, heartbeatTimeout, OperationTimeout);

    public override string ToString() => $"TimeoutSettings({HeartbeatInterval}, {HeartbeatTimeout}, {OperationTimeout})";
}

/// <summary>How something that is to run once in a cluster uses a lease.</summary>
public sealed class LeaseUsageSettings
{
    public LeaseUsageSettings(string leaseImplementation, TimeSpan leaseRetryInterval)
    {
        LeaseImplementation = leaseImplementation;
        LeaseRetryInterval = leaseRetryInterval;
    }

    /// <summary>The path of the lease's configuration.</summary>
    public string LeaseImplementation { get; }

    public TimeSpan LeaseRetryInterval { get; }

    public override string ToString() => $"LeaseUsageSettings({LeaseImplementation}, {LeaseRetryInterval})";
}
