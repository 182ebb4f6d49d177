using Akka.Configuration;

namespace Weir.Actors.Configuration;

/// <summary>Which settings of a job may change while it runs.</summary>
internal static class LiveSettings
{
    private const string Alerts = "weir.checkpointing.alert.";

    private static readonly string[] Keys = ["weir.checkpointing.interval", "weir.checkpointing.min-pause", "weir.checkpointing.timeout"];

    /// <summary>All changes so far, with the new ones over them.</summary>
    /// <param name="given">The new ones.</param>
    /// <param name="former">The earlier ones; may be empty.</param>
    /// <exception cref="InvalidConfigurationException">It is no HOCON, empty, or holds other keys.</exception>
    public static Config Merge(string given, string former)
    {
        Config changed;
        try
        {
            changed = ConfigurationFactory.ParseString(given);
        }
        catch (Exception problem)
        {
            throw new InvalidConfigurationException([$"The settings can't be read: {problem.Message}"]);
        }

        string[] leaves = [.. UnknownKeys.Leaves(changed)];
        if (leaves.Length == 0)
        {
            throw new InvalidConfigurationException([$"There is no setting below weir; {Allowed()}"]);
        }

        string[] others = [.. leaves.Where(key => !Keys.Contains(key, StringComparer.Ordinal) && !key.StartsWith(Alerts, StringComparison.Ordinal))];
        if (others.Length > 0)
        {
            throw new InvalidConfigurationException([.. others.Select(key => $"{key} can't be changed while the job runs; {Allowed()}")]);
        }

        IReadOnlyList<ConfigurationError> unknown = UnknownKeys.Find(changed, ReferenceConfiguration.Config);
        return unknown.Count > 0
            ? throw new InvalidConfigurationException([.. unknown.Select(error => error.ToString())])
            : former.Length == 0 ? changed : changed.WithFallback(ConfigurationFactory.ParseString(former));
    }

    /// <summary>Changes as they are shown, a line each: what could be a secret is hidden.</summary>
    public static string Describe(Config changes) =>
        string.Join('\n', UnknownKeys.Leaves(changes).Select(key => $"{key} = {SecretSettings.Shown(key, changes.GetString(key))}"));

    private static string Allowed() => $"these can: {string.Join(", ", Keys)} and what is below {Alerts.TrimEnd('.')}.";
}
