using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Rest;

/// <summary>A node's settings, for people to look at.</summary>
internal static class EffectiveSettings
{
    private const string Hidden = "******";
    private static readonly string[] Secrets = ["password", "secret", "token", "connection-string", "credential"];

    /// <summary>Those that Weir knows, by name. What could be a secret is hidden.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Config config) =>
        UnknownKeys.Leaves(ReferenceConfiguration.Config).Order(StringComparer.Ordinal)
            .Select(key => KeyValuePair.Create(key, Shown(key, config.GetValue(key) is { } value && value.IsString() ? value.GetString() ?? "" : "")));

    private static string Shown(string key, string value) =>
        value.Length > 0 && Array.Exists(Secrets, word => key.Contains(word, StringComparison.OrdinalIgnoreCase)) ? Hidden : value;
}
