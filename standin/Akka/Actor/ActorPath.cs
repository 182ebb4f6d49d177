namespace Akka.Actor;

/// <summary>Where an actor is in the tree of its system. Two paths are equal when address and names are; the uid does not count.</summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    public static readonly string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private readonly Address _address;
    private readonly ActorPath _parent;
    private readonly string _name;
    private readonly long _uid;
    private readonly int _depth;
    private readonly int _hash;
    private string[] _elements;

    protected ActorPath(Address address, string name)
    {
        _address = address;
        _name = name;
        _hash = HashCode.Combine(address);
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        _parent = parentPath;
        _address = parentPath._address;
        _name = name;
        _uid = uid;
        _depth = parentPath._depth + 1;
        _hash = HashCode.Combine(parentPath._hash, name);
    }

    public string Name => _name;

    public Address Address => _address;

    public long Uid => _uid;

    public int Depth => _depth;

    public ActorPath Parent => _parent ?? this;

    public ActorPath Root => _depth == 0 ? this : ParentOf(0);

    public IReadOnlyList<string> Elements
    {
        get
        {
            if (_elements is not null)
                return _elements;
            var elements = new string[_depth];
            for (var path = this; path._depth > 0; path = path._parent)
                elements[path._depth - 1] = path._name;
            return _elements = elements;
        }
    }

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);

    public static ActorPath operator /(ActorPath path, string name)
    {
        var (child, uid) = SplitUid(name);
        return new ChildActorPath(path, child, uid);
    }

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name)
    {
        foreach (var element in name)
        {
            if (element.Length > 0)
                path /= element;
        }

        return path;
    }

    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
            return false;
        for (var i = 0; i < s.Length; i++)
        {
            if (s[i] == '%')
            {
                if (i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2]))
                    return false;
                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(s[i]) && !ValidSymbols.Contains(s[i]))
            {
                return false;
            }
        }

        return true;
    }

    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed)
            ? parsed
            : throw new UriFormatException($"'{path}' is no actor path; one looks like akka://system/user/name.");

    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null;
        if (path is null || !Address.TryParse(path.AsSpan(), out var address, out ReadOnlySpan<char> rest))
            return false;
        return TryParse(new RootActorPath(address), rest, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, out ActorPath actorPath) =>
        TryParse(basePath, absoluteUri.AsSpan(), out actorPath);

    public static bool TryParse(ActorPath basePath, ReadOnlySpan<char> absoluteUri, out ActorPath actorPath)
    {
        actorPath = basePath;
        foreach (var element in absoluteUri.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries))
            actorPath /= element;
        return true;
    }

    public static bool TryParseAddress(string path, out Address address) => Address.TryParse(path, out address);

    public ActorPath Child(string childName) => this / childName;

    public ActorPath ParentOf(int depth)
    {
        var path = this;
        if (depth < 0)
            depth = Math.Max(0, _depth + depth);
        while (path._depth > depth)
            path = path._parent;
        return path;
    }

    public ActorPath WithUid(long uid) =>
        _depth == 0 || uid == _uid ? this : new ChildActorPath(_parent, _name, uid);

    public string ToStringWithoutAddress() => FormatPathElements(Elements);

    public string ToStringWithAddress() => _address + ToStringWithoutAddress();

    public string ToStringWithAddress(Address address) =>
        (_address.HasGlobalScope ? _address : address) + ToStringWithoutAddress();

    public string ToStringWithUid() => ToString() + UidSuffix();

    public string ToSerializationFormat() => ToStringWithAddress() + UidSuffix();

    public string ToSerializationFormatWithAddress(Address address) => ToStringWithAddress(address) + UidSuffix();

    public bool Equals(ActorPath other)
    {
        if (other is null || _hash != other._hash || _depth != other._depth)
            return false;
        ActorPath left = this, right = other;
        while (!ReferenceEquals(left, right))
        {
            if (left._depth == 0)
                return left._address.Equals(right._address);
            if (left._name != right._name)
                return false;
            left = left._parent;
            right = right._parent;
        }

        return true;
    }

    public int CompareTo(ActorPath other)
    {
        if (other is null)
            return 1;
        var order = _address.CompareTo(other._address);
        var (mine, theirs) = (Elements, other.Elements);
        for (var i = 0; order == 0 && i < Math.Min(mine.Count, theirs.Count); i++)
            order = string.CompareOrdinal(mine[i], theirs[i]);
        return order != 0 ? order : mine.Count.CompareTo(theirs.Count);
    }

    public override bool Equals(object obj) => obj is ActorPath other && Equals(other);

    public override int GetHashCode() => _hash;

    public override string ToString() => ToStringWithAddress();

    internal static (string Name, long Uid) SplitUid(string element)
    {
        var hash = element.IndexOf('#');
        return hash >= 0 && long.TryParse(element.AsSpan(hash + 1), out var uid) ? (element[..hash], uid) : (element, 0);
    }

    private string UidSuffix() => _uid == 0 ? "" : "#" + _uid;
}

public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}

public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}
