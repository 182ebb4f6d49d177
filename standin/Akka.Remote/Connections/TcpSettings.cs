using Akka.Configuration;

namespace Akka.Remote;

/// <summary>akka.remote.dot-netty.tcp</summary>
internal sealed class TcpSettings
{
    public const string Path = "akka.remote.dot-netty.tcp";

    private const int SmallestFrameSize = 32_000;

    public TcpSettings(Config config)
    {
        Hostname = config.GetString("hostname", "");
        Port = config.GetInt("port");
        PublicHostname = config.GetString("public-hostname", "");
        PublicPort = config.GetInt("public-port");
        ConnectionTimeout = config.GetTimeSpan("connection-timeout");
        SendBufferSize = (int)(config.GetByteSize("send-buffer-size") ?? 0);
        ReceiveBufferSize = (int)(config.GetByteSize("receive-buffer-size") ?? 0);
        Backlog = config.GetInt("backlog");
        NoDelay = config.GetBoolean("tcp-nodelay");
        KeepAlive = config.GetBoolean("tcp-keepalive");
        var frame = config.GetByteSize("maximum-frame-size") ?? 0;
        if (frame is < SmallestFrameSize or > int.MaxValue - 16)
            throw new ConfigurationException($"{Path}.maximum-frame-size is {frame}b; it has to be at least {SmallestFrameSize}b and below 2 GiB.");
        MaximumFrameSize = (int)frame;
        CanCutLinks = config.GetStringList("applied-adapters") switch
        {
            [] => false,
            ["trttl"] => true,
            var adapters => throw new ConfigurationException($"{Path}.applied-adapters is [{string.Join(", ", adapters)}]; the stand-in of Akka.Remote has one adapter only: trttl."),
        };
        Tls = config.GetBoolean("enable-ssl") ? TlsSettings.From(config.GetConfig("ssl")) : null;
    }

    public string Hostname { get; }

    public int Port { get; }

    public string PublicHostname { get; }

    public int PublicPort { get; }

    public TimeSpan ConnectionTimeout { get; }

    public int SendBufferSize { get; }

    public int ReceiveBufferSize { get; }

    public int MaximumFrameSize { get; }

    public int Backlog { get; }

    public bool NoDelay { get; }

    public bool KeepAlive { get; }

    public bool CanCutLinks { get; }

    /// <summary>Null for connections without TLS.</summary>
    public TlsSettings Tls { get; }

    public string Scheme => CanCutLinks ? "akka.trttl.tcp" : "akka.tcp";
}
