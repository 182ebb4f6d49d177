using System.Globalization;
using System.Text;
using Akka.Configuration;
using Weir.Operators.Streams;

namespace Weir.Actors.Configuration;

/// <summary>What a job's code sets, in the form in which everything else is configured: one reader checks it all.</summary>
internal static class CheckpointingOptionsText
{
    public static Config Config(CheckpointingOptions options)
    {
        var text = new StringBuilder();
        Add(text, "interval", Duration(options.Interval));
        Add(text, "mode", options.Mode switch
        {
            null => null,
            CheckpointMode.AtLeastOnce => "at-least-once",
            _ => "exactly-once",
        });
        Add(text, "timeout", Duration(options.Timeout));
        Add(text, "min-pause", Duration(options.MinPause));
        Add(text, "max-concurrent", Number(options.MaxConcurrent));
        Add(text, "tolerable-failures", Number(options.TolerableFailures));
        Add(text, "num-retained", Number(options.NumRetained));
        Add(text, "retention", options.Retention switch
        {
            null => null,
            CheckpointRetention.RetainOnCancellation => "retain-on-cancellation",
            CheckpointRetention.NoExternalized => "no-externalized",
            _ => "delete-on-cancellation",
        });
        Add(text, "unaligned.enabled", Switch(options.Unaligned));
        Add(text, "unaligned.aligned-timeout", Duration(options.AlignedTimeout));
        Add(text, "unaligned.max-in-flight", Number(options.MaxInFlightBytes));
        Add(text, "incremental", Switch(options.Incremental));
        Add(text, "local-recovery", Switch(options.LocalRecovery));
        Add(text, "storage.dir", options.StorageDirectory is { } directory ? Quoted(directory) : null);
        return text.Length == 0 ? ConfigurationFactory.Empty : ConfigurationFactory.ParseString(text.ToString());
    }

    private static void Add(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            text.Append("weir.checkpointing.").Append(key).Append(" = ").AppendLine(value);
        }
    }

    private static string? Duration(TimeSpan? duration) =>
        duration is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.####} ms") : null;

    private static string? Switch(bool? isOn) => isOn switch
    {
        null => null,
        true => "true",
        false => "false",
    };

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
