using System.Globalization;

namespace Akka.Actor;

public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    private string _text;

    public Address(string protocol, string system, string host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
    }

    public static readonly IComparer<Address> Comparer = Comparer<Address>.Create(Compare);

    public string Host { get; }

    public int? Port { get; }

    public string System { get; }

    public string Protocol { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !string.IsNullOrEmpty(Host);

    public static bool operator ==(Address left, Address right) => Equals(left, right);

    public static bool operator !=(Address left, Address right) => !Equals(left, right);

    public static Address Parse(string address) =>
        TryParse(address, out var parsed)
            ? parsed
            : throw new UriFormatException($"'{address}' is no actor system address; one looks like akka.tcp://system@host:1234.");

    public static bool TryParse(string path, out Address address)
    {
        if (path is not null)
            return TryParse(path.AsSpan(), out address, out _);
        address = null;
        return false;
    }

    public static bool TryParse(string path, out Address address, out string absolutUri)
    {
        absolutUri = null;
        if (!TryParse(path.AsSpan(), out address, out ReadOnlySpan<char> rest))
            return false;
        absolutUri = rest.ToString();
        return true;
    }

    public static bool TryParse(ReadOnlySpan<char> span, out Address address) => TryParse(span, out address, out _);

    /// <param name="span">For example akka.tcp://system@host:1234/user/a.</param>
    /// <param name="address">Its address.</param>
    /// <param name="absolutUri">What follows the address, from its slash on; "/" when nothing follows.</param>
    public static bool TryParse(ReadOnlySpan<char> span, out Address address, out ReadOnlySpan<char> absolutUri)
    {
        address = null;
        absolutUri = default;
        var scheme = span.IndexOf("://");
        if (scheme <= 0 || !IsScheme(span[..scheme]))
            return false;

        var rest = span[(scheme + 3)..];
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        var at = authority.IndexOf('@');
        var system = at < 0 ? authority : authority[..at];
        if (system.IsEmpty)
            return false;

        string host = null;
        int? port = null;
        if (at >= 0)
        {
            var hostPort = authority[(at + 1)..];
            var colon = hostPort.LastIndexOf(':');
            if (colon > hostPort.LastIndexOf(']'))
            {
                if (!int.TryParse(hostPort[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    return false;
                port = number;
                hostPort = hostPort[..colon];
            }

            if (hostPort.IsEmpty)
                return false;
            host = hostPort.ToString();
        }

        address = new Address(span[..scheme].ToString(), system.ToString(), host, port);
        absolutUri = slash < 0 ? "/" : rest[slash..];
        return true;
    }

    public Address WithHost(string host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public string HostPort() => ToString()[(Protocol.Length + 3)..];

    public int CompareTo(Address other) => Compare(this, other);

    int IComparable.CompareTo(object obj) =>
        obj is null or Address ? Compare(this, (Address)obj) : throw new ArgumentException($"Cannot compare an address with a {obj.GetType()}.", nameof(obj));

    public bool Equals(Address other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Port == other.Port && Host == other.Host && System == other.System && Protocol == other.Protocol));

    public override bool Equals(object obj) => obj is Address other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Host, Port, System, Protocol);

    public override string ToString() =>
        _text ??= Host is null ? $"{Protocol}://{System}" : Port is null ? $"{Protocol}://{System}@{Host}" : $"{Protocol}://{System}@{Host}:{Port}";

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '+'))
                return false;
        }

        return char.IsAsciiLetter(text[0]);
    }

    private static int Compare(Address left, Address right)
    {
        if (ReferenceEquals(left, right))
            return 0;
        if (left is null || right is null)
            return left is null ? -1 : 1;
        var order = string.CompareOrdinal(left.Protocol, right.Protocol);
        if (order == 0)
            order = string.CompareOrdinal(left.System, right.System);
        if (order == 0)
            order = string.CompareOrdinal(left.Host ?? "", right.Host ?? "");
        return order != 0 ? order : (left.Port ?? 0).CompareTo(right.Port ?? 0);
    }
}
