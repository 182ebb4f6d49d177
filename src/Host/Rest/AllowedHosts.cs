using System.Net;
using System.Net.NetworkInformation;
using Akka.Configuration;

namespace Weir.Host.Rest;

/// <summary>
/// By which names a server without a token may be called. A page of a stranger can have the name of its own host lead to this machine, and would
/// then be of the same origin in the browser's eyes; it cannot do that with an address, nor with a name that is not its own.
/// </summary>
internal sealed class AllowedHosts
{
    private const string Key = "allowed-hosts";
    private const string Any = "*";

    private readonly HashSet<string> _names;
    private readonly bool _isReachable;

    /// <param name="names">Of the configuration, and this machine's.</param>
    /// <param name="isReachable">Whether other machines reach it; then it may be called by any address.</param>
    public AllowedHosts(IEnumerable<string> names, bool isReachable)
    {
        _names = names.Where(name => name.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _isReachable = isReachable;
    }

    /// <param name="config">Has a list, or names with commas between, as -D gives them.</param>
    /// <param name="section">Where.</param>
    /// <param name="bound">Where the server listens.</param>
    public static AllowedHosts Read(Config config, string section, IPAddress bound)
    {
        var key = $"{section}.{Key}";
        IEnumerable<string> given = config.GetValue(key) is { } value && value.IsArray()
            ? config.GetStringList(key)
            : config.GetString(key, "").Split(',', StringSplitOptions.TrimEntries);
        return IPAddress.IsLoopback(bound)
            ? new AllowedHosts(given, isReachable: false)
            : new AllowedHosts([.. given, .. OwnNames(), config.GetString("akka.remote.dot-netty.tcp.hostname", "")], isReachable: true);
    }

    /// <param name="host">Without the port.</param>
    public bool Allows(string host) =>
        OwnOrigin.IsThisMachine(host)
        || (_isReachable && IPAddress.TryParse(host.Trim('[', ']'), out _))
        || _names.Contains(host)
        || _names.Contains(Any);

    private static IEnumerable<string> OwnNames()
    {
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        yield return properties.HostName;
        if (properties.DomainName.Length > 0)
        {
            yield return $"{properties.HostName}.{properties.DomainName}";
        }
    }
}
