using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Settings;

/// <summary>
/// The settings of a run in this process: what the command line sets, over the file it names, over single-node.conf, over reference.conf.
/// </summary>
internal sealed record JobSettings
{
    private JobSettings(Config all, Config options)
    {
        All = all;
        Options = options.IsEmpty ? null : options;
    }

    /// <summary>Everything, each key with the value that goes over the others.</summary>
    public Config All { get; }

    /// <summary>What the command line sets, which goes over a job's own code too; null if that is nothing.</summary>
    public Config? Options { get; }

    /// <exception cref="BadUsageException">A file or an option can't be read, or names a key that does not exist.</exception>
    public static JobSettings Load(string? file, IReadOnlyList<string> options)
    {
        var fromOptions = FromOptions(options);
        var fromFile = file is null ? ConfigurationFactory.Empty : FromFile(file);
        return new JobSettings(Over(fromOptions, Over(fromFile, Over(SingleNode(), ReferenceConfiguration.Config))), fromOptions);
    }

    private static Config Over(Config first, Config second) => first.IsEmpty ? second : first.WithFallback(second);

    private static Config SingleNode()
    {
        using var stream = typeof(JobSettings).Assembly.GetManifestResourceStream("Weir.single-node.conf")
            ?? throw new InvalidOperationException("The assembly weir was built without its resource Weir.single-node.conf.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static Config FromOptions(IReadOnlyList<string> options)
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
