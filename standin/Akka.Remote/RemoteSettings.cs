using Akka.Configuration;

namespace Akka.Remote;

/// <summary>The keys under akka.remote that are no transport's.</summary>
public class RemoteSettings
{
    public static readonly string AkkaScheme = "akka";

    public RemoteSettings(Config config)
    {
        Config = config;
        FlushWait = config.GetTimeSpan("akka.remote.flush-wait-on-shutdown");
        ShutdownTimeout = config.GetTimeSpan("akka.remote.shutdown-timeout");
        UsePassiveConnections = config.GetBoolean("akka.remote.use-passive-connections");
        RemoteLifecycleEventsLogLevel = config.GetString("akka.remote.log-remote-lifecycle-events").ToLowerInvariant() switch
        {
            "on" or "true" or "yes" => "DEBUG",
            "off" or "false" or "no" => "OFF",
            var level => level.ToUpperInvariant(),
        };
        LogBufferSizeExceeding = config.GetString("akka.remote.log-buffer-size-exceeding").ToLowerInvariant() is "off" or "false" or "no"
            ? int.MaxValue
            : config.GetInt("akka.remote.log-buffer-size-exceeding");
        RetryGateClosedFor = config.GetTimeSpan("akka.remote.retry-gate-closed-for");
        QuarantineDuration = config.GetTimeSpan("akka.remote.prune-quarantine-marker-after");
        SysMsgBufferSize = config.GetInt("akka.remote.system-message-buffer-size");
        SysResendTimeout = config.GetTimeSpan("akka.remote.resend-interval");
        SysResendLimit = config.GetInt("akka.remote.resend-limit");
        InitialSysMsgDeliveryTimeout = config.GetTimeSpan("akka.remote.initial-system-message-delivery-timeout");
        WatchFailureDetectorConfig = config.GetConfig("akka.remote.watch-failure-detector");
        WatchFailureDetectorImplementationClass = WatchFailureDetectorConfig.GetString("implementation-class");
        WatchHeartBeatInterval = WatchFailureDetectorConfig.GetTimeSpan("heartbeat-interval");
        WatchUnreachableReaperInterval = WatchFailureDetectorConfig.GetTimeSpan("unreachable-nodes-reaper-interval");
        WatchHeartbeatExpectedResponseAfter = WatchFailureDetectorConfig.GetTimeSpan("expected-response-after");
        HandshakeTimeout = config.GetTimeSpan("akka.remote.handshake-timeout");
        ConnectionDetectorConfig = config.GetConfig("akka.remote.transport-failure-detector");

        var transports = config.GetStringList("akka.remote.enabled-transports");
        if (transports is not ["akka.remote.dot-netty.tcp"])
        {
            throw new ConfigurationException(
                $"akka.remote.enabled-transports is [{string.Join(", ", transports)}]; the stand-in of Akka.Remote has one transport only: [\"akka.remote.dot-netty.tcp\"].");
        }
    }

    public Config Config { get; }

    public TimeSpan FlushWait { get; set; }

    public TimeSpan ShutdownTimeout { get; set; }

    public bool UsePassiveConnections { get; set; }

    public string RemoteLifecycleEventsLogLevel { get; set; }

    public int LogBufferSizeExceeding { get; set; }

    public TimeSpan RetryGateClosedFor { get; set; }

    public TimeSpan? QuarantineDuration { get; set; }

    public int SysMsgBufferSize { get; set; }

    public TimeSpan SysResendTimeout { get; set; }

    public int SysResendLimit { get; set; }

    public TimeSpan InitialSysMsgDeliveryTimeout { get; set; }

    public Config WatchFailureDetectorConfig { get; set; }

    public string WatchFailureDetectorImplementationClass { get; set; }

    public TimeSpan WatchHeartBeatInterval { get; set; }

    public TimeSpan WatchUnreachableReaperInterval { get; set; }

    public TimeSpan WatchHeartbeatExpectedResponseAfter { get; set; }

    internal TimeSpan HandshakeTimeout { get; }

    internal Config ConnectionDetectorConfig { get; }
}
