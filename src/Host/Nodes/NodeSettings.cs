using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Host.Settings;

namespace Weir.Host.Nodes;

/// <summary>The settings of a node: the command line's over its files' over node.conf over reference.conf.</summary>
internal sealed record NodeSettings
{
    // The node joins by itself once all of it is there to be joined, and ends by its own handling of signals.
    private static readonly string Own =
        $$"""
        akka {
          cluster.seed-nodes = []
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          loggers = ["{{typeof(NodeLog).FullName}}, {{typeof(NodeLog).Assembly.GetName().Name}}"]
          stdout-loglevel = OFF
          log-dead-letters = off
          log-config-on-start = off
        }
        """;

    /// <summary>Akka's name for the ActorSystem, the same on all nodes: it is a part of their addresses.</summary>
    public const string SystemName = "weir";

    /// <summary>Everything.</summary>
    public required Config All { get; init; }

    /// <summary>Where other nodes find the cluster.</summary>
    public required IReadOnlyList<Address> Seeds { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>How often a node that has found no cluster says so.</summary>
    public required TimeSpan JoinWarningInterval { get; init; }

    public required TimeSpan LeaveTimeout { get; init; }

    /// <summary>Null: it tries for ever.</summary>
    public required TimeSpan? JoinTimeout { get; init; }

    /// <summary>Whether the node shows its settings when it starts. Akka itself would show passwords with them.</summary>
    public required bool ShowsSettings { get; init; }

    /// <exception cref="BadUsageException">What is wrong with a file, an option or a value.</exception>
    public static NodeSettings Load(NodeRequest request)
    {
        var options = SettingsSource.FromOptions(request.Overrides);
        if (request.Port is { } port)
        {
            options = SettingsSource.Over(OverrideOption.ToConfig("akka.remote.dot-netty.tcp.port", $"{port}"), options);
        }

        var given = SettingsSource.Over(options, SettingsSource.FromFiles(request.ConfigurationFiles));
        var all = SettingsSource.Over(given, SettingsSource.Over(SettingsSource.BuiltIn("node.conf"), ReferenceConfiguration.Config));
        all = SettingsSource.Over(ConnectionSecurity.Read(all), all);
        return Read(all);
    }

    private static NodeSettings Read(Config all)
    {
        var transport = new ConfigurationReader(all, "akka.remote.dot-netty.tcp");
        var cluster = new ConfigurationReader(all, "akka.cluster");
        var node = new ConfigurationReader(all, "weir.node");
        var host = transport.Text("hostname");
        var port = transport.Count("port");
        var joinTimeout = cluster.DurationOrOff("shutdown-after-unsuccessful-join-seed-nodes");
        var warning = node.Duration("join-warning-interval");
        var leave = node.Duration("leave-timeout");
        var problems = new List<string>([.. transport.Errors.Concat(cluster.Errors).Concat(node.Errors).Select(error => error.ToString())]);
        if (host is "0.0.0.0" or "::" or "")
        {
            problems.Add($"akka.remote.dot-netty.tcp.hostname is '{host}'; it must be the name or address by which other nodes reach this one.");
        }

        if (port is < 0 or > ushort.MaxValue)
        {
            problems.Add($"akka.remote.dot-netty.tcp.port is {port}; it must be 0 (any that is free) to {ushort.MaxValue}.");
        }

        var seeds = ReadSeeds(all, problems);
        return problems.Count == 0
            ? new NodeSettings
            {
                All = SettingsSource.Over(ConfigurationFactory.ParseString(Own), all),
                Seeds = seeds,
                Host = host,
                Port = port,
                JoinTimeout = joinTimeout,
                JoinWarningInterval = warning,
                LeaveTimeout = leave,
                ShowsSettings = all.GetBoolean("akka.log-config-on-start", false),
            }
            : throw new BadUsageException(string.Join(" ", problems));
    }

    private static List<Address> ReadSeeds(Config all, List<string> problems)
    {
        var seeds = new List<Address>();
        foreach (var text in all.GetStringList("akka.cluster.seed-nodes", []))
        {
            if (!ActorPath.TryParseAddress(text, out var address) || address.Host is null || address.Port is null)
            {
                problems.Add($"akka.cluster.seed-nodes: '{text}' is not the address of a node; write akka.tcp://{SystemName}@HOST:PORT.");
            }
            else if (address.System != SystemName)
            {
                problems.Add($"akka.cluster.seed-nodes: '{text}' names the system '{address.System}'; that of a node is {SystemName}: akka.tcp://{SystemName}@{address.Host}:{address.Port}.");
            }
            else
            {
                seeds.Add(address);
            }
        }

        if (seeds.Count == 0 && problems.Count == 0)
        {
            problems.Add("akka.cluster.seed-nodes is empty; name at least one node, which may be this one.");
        }

        return seeds;
    }
}
