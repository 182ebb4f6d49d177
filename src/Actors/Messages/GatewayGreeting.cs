using System.Globalization;
using Akka.Actor;

namespace Weir.Actors.Messages;

/// <summary>
/// How a client and a node's gateway say who they are, before anything else: as plain text, which every version can read, so that two that do
/// not understand each other can say so.
/// </summary>
internal static class GatewayGreeting
{
    private const string Hello = "weir-hello";
    private const string Welcome = "weir-welcome";

    /// <summary>That of this assembly.</summary>
    public static string OwnVersion { get; } = typeof(GatewayGreeting).Assembly.GetName().Version?.ToString(3) ?? "of unknown version";

    /// <summary>What a client says first.</summary>
    public static string ToHello(string version, int wireVersion) => string.Create(CultureInfo.InvariantCulture, $"{Hello} {version} {wireVersion}");

    public static bool IsHello(string text) => text.StartsWith(Hello + " ", StringComparison.Ordinal);

    /// <summary>What the gateway answers.</summary>
    /// <param name="version">The node's.</param>
    /// <param name="wireVersion">That of its messages.</param>
    /// <param name="members">The nodes of its cluster, where else a client can ask.</param>
    public static string ToWelcome(string version, int wireVersion, IEnumerable<Address> members) =>
        string.Create(CultureInfo.InvariantCulture, $"{Welcome} {version} {wireVersion} {string.Join(',', members.Select(member => $"{member.Host}:{member.Port}"))}");

    /// <summary>False for anything else.</summary>
    public static bool TryParseWelcome(string text, out GatewayWelcome welcome)
    {
        welcome = new GatewayWelcome("", 0, []);
        var parts = text.Split(' ');
        if (parts.Length < 4 || parts[0] != Welcome || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var wire))
        {
            return false;
        }

        welcome = new GatewayWelcome(parts[1], wire, parts[3].Split(',', StringSplitOptions.RemoveEmptyEntries));
        return true;
    }
}

/// <summary>What a gateway has said of itself.</summary>
/// <param name="Version">Weir's version there.</param>
/// <param name="WireVersion">That of the messages.</param>
/// <param name="Members">host:port of each node of the cluster.</param>
internal sealed record GatewayWelcome(string Version, int WireVersion, IReadOnlyList<string> Members);
