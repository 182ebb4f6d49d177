using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Settings;

/// <summary>Reads the places that settings come from, and refuses what can't be read and keys that do not exist.</summary>
internal static class SettingsSource
{
    /// <summary>What goes over what: the first over the second.</summary>
    public static Config Over(Config first, Config second) => first.IsEmpty ? second : second.IsEmpty ? first : first.WithFallback(second);

    /// <summary>A file of hocon/ that this assembly carries.</summary>
    public static Config BuiltIn(string name)
    {
        using var stream = typeof(SettingsSource).Assembly.GetManifestResourceStream($"Weir.{name}")
            ?? throw new InvalidOperationException($"The assembly weir was built without its resource Weir.{name}.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    /// <summary>Options <c>-D key=value</c>; later ones go over earlier ones.</summary>
    /// <exception cref="BadUsageException">One is malformed, or names a key that does not exist.</exception>
    public static Config FromOptions(IReadOnlyList<string> options)
    {
        var config = ConfigurationFactory.Empty;
        foreach (var option in options)
        {
            var (key, value) = OverrideOption.Parse(option);
            config = Over(OverrideOption.ToConfig(key, value), config);
        }

        Check(config, "-D");
        return config;
    }

    /// <summary>Files given with <c>-c</c>; later ones go over earlier ones.</summary>
    /// <exception cref="BadUsageException">One can't be read, or names a key that does not exist.</exception>
    public static Config FromFiles(IReadOnlyList<string> files) => files.Aggregate(ConfigurationFactory.Empty, (config, file) => Over(FromFile(file), config));

    private static Config FromFile(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadUsageException($"the configuration file {file} can't be read: {cause.Message}", cause);
        }

        Config config;
        try
        {
            config = ConfigurationFactory.ParseString(text);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // The parser has no exception type of its own that all its errors share.
            throw new BadUsageException($"the configuration file {file} is not valid HOCON: {cause.Message}", cause);
        }

        Check(config, file);
        return config;
    }

    private static void Check(Config config, string source)
    {
        var unknown = UnknownKeys.Find(config, ReferenceConfiguration.Config);
        if (unknown.Count > 0)
        {
            throw new BadUsageException($"{source}: {string.Join("; ", unknown)}");
        }
    }
}
