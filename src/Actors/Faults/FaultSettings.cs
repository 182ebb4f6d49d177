using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Actors.Faults;

/// <summary><c>weir.faults</c>.</summary>
internal static class FaultSettings
{
    /// <summary>Whether subtasks may be made to fail on purpose.</summary>
    /// <exception cref="InvalidConfigurationException">It is neither on nor off.</exception>
    public static bool AreEnabled(Config config)
    {
        var reader = new ConfigurationReader(config, "weir.faults");
        bool isEnabled = reader.Switch("enabled");
        return reader.Errors.Count == 0 ? isEnabled : throw new InvalidConfigurationException([.. reader.Errors.Select(error => error.ToString())]);
    }
}
