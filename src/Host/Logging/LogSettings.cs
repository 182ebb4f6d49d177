using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Logging;

/// <summary><c>weir.logging</c></summary>
internal sealed record LogSettings(LogFormat Format)
{
    /// <exception cref="BadUsageException">A value can't be used.</exception>
    public static LogSettings Read(Config config)
    {
        var reader = new ConfigurationReader(config, "weir.logging");
        var format = reader.Choice("format", [("text", LogFormat.Text), ("json", LogFormat.Json)]);
        return reader.Errors.Count == 0
            ? new LogSettings(format)
            : throw new BadUsageException(string.Join(" ", reader.Errors));
    }
}
