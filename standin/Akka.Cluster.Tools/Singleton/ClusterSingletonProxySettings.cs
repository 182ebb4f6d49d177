using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>What is below akka.cluster.singleton-proxy.</summary>
public sealed class ClusterSingletonProxySettings : INoSerializationVerificationNeeded
{
    private const int MaximumBufferSize = 10_000;

    public ClusterSingletonProxySettings(string singletonName, string role, TimeSpan singletonIdentificationInterval, int bufferSize, bool considerAppVersion)
    {
        if (string.IsNullOrEmpty(singletonName))
            throw new ArgumentNullException(nameof(singletonName));
        if (singletonIdentificationInterval <= TimeSpan.Zero)
            throw new ArgumentException($"The identification interval is {singletonIdentificationInterval}; it has to be greater than 0.", nameof(singletonIdentificationInterval));
        if (bufferSize is < 0 or > MaximumBufferSize)
            throw new ArgumentException($"The buffer size is {bufferSize}; it has to be 0 to {MaximumBufferSize}.", nameof(bufferSize));
        SingletonName = singletonName;
        Role = role;
        SingletonIdentificationInterval = singletonIdentificationInterval;
        BufferSize = bufferSize;
        ConsiderAppVersion = considerAppVersion;
    }

    public string SingletonName { get; }

    /// <summary>Null for all members.</summary>
    public string Role { get; }

    public TimeSpan SingletonIdentificationInterval { get; }

    public int BufferSize { get; }

    public bool ConsiderAppVersion { get; }

    public static ClusterSingletonProxySettings Create(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(ClusterSingletonManager.DefaultConfig());
        var config = system.Settings.Config.GetConfig("akka.cluster.singleton-proxy")
            ?? throw new ConfigurationException("The configuration has no akka.cluster.singleton-proxy.");
        return Create(config, system.Settings.Config.GetBoolean("akka.cluster.singleton.consider-app-version"));
    }

    /// <param name="config">What is below akka.cluster.singleton-proxy.</param>
    /// <param name="considerAppVersion">As of the manager.</param>
    public static ClusterSingletonProxySettings Create(Config config, bool considerAppVersion) => new(
        config.GetString("singleton-name"),
        ClusterSingletonManagerSettings.RoleOf(config.GetString("role")),
        config.GetTimeSpan("singleton-identification-interval"),
        config.GetInt("buffer-size"),
        considerAppVersion);

    public ClusterSingletonProxySettings WithRole(string role) =>
        new(SingletonName, ClusterSingletonManagerSettings.RoleOf(role), SingletonIdentificationInterval, BufferSize, ConsiderAppVersion);

    public ClusterSingletonProxySettings WithSingletonName(string singletonName) =>
        new(singletonName, Role, SingletonIdentificationInterval, BufferSize, ConsiderAppVersion);

    public ClusterSingletonProxySettings WithSingletonIdentificationInterval(TimeSpan singletonIdentificationInterval) =>
        new(SingletonName, Role, singletonIdentificationInterval, BufferSize, ConsiderAppVersion);

    public ClusterSingletonProxySettings WithBufferSize(int bufferSize) =>
        new(SingletonName, Role, SingletonIdentificationInterval, bufferSize, ConsiderAppVersion);
}
