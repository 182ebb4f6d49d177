using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Settings;

/// <summary>
/// The settings of a run in this process: what the command line sets, over the files it names, over single-node.conf, over reference.conf.
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
    public static JobSettings Load(IReadOnlyList<string> files, IReadOnlyList<string> options)
    {
        var fromOptions = SettingsSource.FromOptions(options);
        var defaults = SettingsSource.Over(SettingsSource.BuiltIn("single-node.conf"), ReferenceConfiguration.Config);
        return new JobSettings(SettingsSource.Over(fromOptions, SettingsSource.Over(SettingsSource.FromFiles(files), defaults)), fromOptions);
    }
}
