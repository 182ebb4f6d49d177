using System.Globalization;

namespace Akka.Util;

/// <summary>A version such as 1.2.3, 1.2.3-RC1 or 3-abcd: ordered by its numbers, then what follows a '-' before what does not.</summary>
public class AppVersion : IComparable<AppVersion>, IEquatable<AppVersion>
{
    public static readonly AppVersion Zero = new("0.0.0");

    private readonly int[] _numbers;
    private readonly string _suffix;

    private AppVersion(string version)
    {
        Version = version;
        var dash = version.IndexOfAny(['-', '+']);
        var core = dash < 0 ? version : version[..dash];
        _suffix = dash < 0 ? "" : version[dash..];
        var parts = core.Split('.');
        _numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out _numbers[i]))
                throw new ArgumentException($"'{version}' is no version: it has to begin with numbers that dots separate, such as 1.2.3 or 1.2.3-RC1.", nameof(version));
        }
    }

    public string Version { get; }

    public static bool operator ==(AppVersion first, AppVersion second) => Equals(first, second);

    public static bool operator !=(AppVersion first, AppVersion second) => !Equals(first, second);

    public static AppVersion Create(string version) => new(version);

    public int CompareTo(AppVersion other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Max(_numbers.Length, other._numbers.Length); i++)
        {
            var order = _numbers.ElementAtOrDefault(i).CompareTo(other._numbers.ElementAtOrDefault(i));
            if (order != 0)
                return order;
        }

        if (_suffix.Length == 0 || other._suffix.Length == 0)
            return other._suffix.Length.CompareTo(_suffix.Length);
        return string.CompareOrdinal(_suffix, other._suffix);
    }

    public bool Equals(AppVersion other) => other is not null && Version == other.Version;

    public override bool Equals(object obj) => obj is AppVersion other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(Version, StringComparison.Ordinal);

    public override string ToString() => Version;
}
