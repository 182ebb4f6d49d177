using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>An immutable tree of settings, read by dotted paths; keys with dots in them are quoted in a path.</summary>
public class Config
{
    /// <summary>The configuration without any key.</summary>
    public static readonly Config Empty = ConfigurationFactory.Empty;

    private readonly HoconValue own;

    /// <summary>A configuration without a root.</summary>
    public Config()
    {
    }

    /// <summary>The configuration that <paramref name="root"/> holds.</summary>
    public Config(HoconRoot root)
    {
        own = root.Value;
        Root = root.Value;
    }

    /// <summary><paramref name="source"/>, remembering what lies below it.</summary>
    public Config(Config source, Config fallback)
    {
        own = source.own;
        Root = source.Root;
        Fallback = fallback;
    }

    private Config(HoconValue own, HoconValue root, Config fallback)
    {
        this.own = own;
        Root = root;
        Fallback = fallback;
    }

    /// <summary>What lies below this configuration.</summary>
    public Config Fallback { get; }

    /// <summary>Whether there is no key.</summary>
    public virtual bool IsEmpty => Root is null || Root.IsEmpty;

    /// <summary>The tree, fallbacks merged in.</summary>
    public virtual HoconValue Root { get; }

    /// <summary>Parses text where a configuration is expected.</summary>
    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>The configuration over HOCON text.</summary>
    public static Config operator +(Config config, string fallback) => config.WithFallback(fallback);

    /// <summary>HOCON text over the configuration.</summary>
    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    /// <summary>The value at the path or, where it has none, null.</summary>
    public HoconValue GetValue(string path)
    {
        var value = Root ?? throw new InvalidOperationException($"Cannot read '{path}' from a configuration without a root.");
        foreach (var key in HoconPath.Split(path))
        {
            if (value.GetObject() is not { } keyed || !keyed.Items.TryGetValue(key, out value))
            {
                return null;
            }
        }

        return value;
    }

    /// <summary>Whether there is a value at the path; a value that is null counts.</summary>
    public virtual bool HasPath(string path) => GetValue(path) is not null;

    /// <summary>The part of the configuration below the path or, where there is none, null.</summary>
    public virtual Config GetConfig(string path) =>
        GetValue(path) is { } value ? new Config(own: value, root: value, fallback: null) : null;

    /// <summary>A text.</summary>
    public virtual string GetString(string path, string @default = null) =>
        GetValue(path) is { } value ? value.GetString() : @default;

    /// <summary>On, off, true or false.</summary>
    public virtual bool GetBoolean(string path, bool @default = false) => GetValue(path)?.GetBoolean() ?? @default;

    /// <summary>A whole number of 32 bits.</summary>
    public virtual int GetInt(string path, int @default = 0) => GetValue(path)?.GetInt() ?? @default;

    /// <summary>A whole number of 64 bits.</summary>
    public virtual long GetLong(string path, long @default = 0) => GetValue(path)?.GetLong() ?? @default;

    /// <summary>A number.</summary>
    public virtual float GetFloat(string path, float @default = 0) => GetValue(path)?.GetFloat() ?? @default;

    /// <summary>A number.</summary>
    public virtual double GetDouble(string path, double @default = 0) => GetValue(path)?.GetDouble() ?? @default;

    /// <summary>A number.</summary>
    public virtual decimal GetDecimal(string path, decimal @default = 0) => GetValue(path)?.GetDecimal() ?? @default;

    /// <summary>A number of bytes, such as 64 KiB.</summary>
    public virtual long? GetByteSize(string path) => GetByteSize(path, def: null);

    /// <summary>A number of bytes, such as 64 KiB.</summary>
    public virtual long? GetByteSize(string path, long? def = null) =>
        GetValue(path) is { } value ? value.GetByteSize() : def;

    /// <summary>A duration, such as 1.5 s; a bare number is in milliseconds.</summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        GetValue(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    /// <summary>A list of texts; empty where the path has no value.</summary>
    public virtual IList<string> GetStringList(string path) => GetStringList(path, []);

    /// <summary>A list of texts.</summary>
    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        GetValue(path)?.GetStringList() ?? defaultPaths;

    /// <summary>A list of whole numbers.</summary>
    public virtual IList<int> GetIntList(string path) => Require(path).GetIntList();

    /// <summary>A list of whole numbers.</summary>
    public virtual IList<long> GetLongList(string path) => Require(path).GetLongList();

    /// <summary>A list of numbers.</summary>
    public virtual IList<double> GetDoubleList(string path) => Require(path).GetDoubleList();

    /// <summary>A list of booleans.</summary>
    public virtual IList<bool> GetBooleanList(string path) => Require(path).GetBooleanList();

    /// <summary>This configuration, with <paramref name="fallback"/> where it has no value.</summary>
    public virtual Config WithFallback(Config fallback)
    {
        if (ReferenceEquals(fallback, this))
        {
            throw new ArgumentException("A configuration cannot be its own fallback.", nameof(fallback));
        }

        if (fallback?.Root is null)
        {
            return this;
        }

        if (IsEmpty)
        {
            return fallback;
        }

        for (var below = Fallback; below is not null; below = below.Fallback)
        {
            if (ReferenceEquals(below, fallback))
            {
                return this;
            }
        }

        return new Config(
            own,
            HoconValue.Over(Root, fallback.Root),
            Fallback is null ? fallback : Fallback.WithFallback(fallback));
    }

    /// <summary>The keys at the top with their values.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() =>
        Root?.GetObject() is { } keyed ? keyed.Items : [];

    /// <summary>This configuration as HOCON, without its fallbacks.</summary>
    public override string ToString() => own?.ToString() ?? "";

    /// <summary>This configuration as HOCON.</summary>
    public string ToString(bool includeFallback) => includeFallback ? Root?.ToString() ?? "" : ToString();

    private HoconValue Require(string path) =>
        GetValue(path) ?? throw new ConfigurationException($"The configuration has no value at '{path}'.");
}
