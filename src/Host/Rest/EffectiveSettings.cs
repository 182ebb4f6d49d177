using Akka.Configuration;
using Akka.Configuration.Hocon;
using Weir.Actors.Configuration;

namespace Weir.Host.Rest;

/// <summary>A node's settings, for people to look at.</summary>
internal static class EffectiveSettings
{
    /// <summary>Those that Weir knows, by name. What could be a secret is hidden.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Config config) =>
        UnknownKeys.Leaves(ReferenceConfiguration.Config).Order(StringComparer.Ordinal)
            .Select(key => KeyValuePair.Create(key, SecretSettings.Shown(key, config.GetValue(key) is { } value && value.IsString() ? value.GetString() ?? "" : "")));

    /// <summary>All, Akka's too. What could be a secret is hidden.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfAll(Config config) =>
        Leaves("", config.Root).Select(leaf => KeyValuePair.Create(leaf.Path, SecretSettings.Shown(leaf.Path, leaf.Value))).OrderBy(setting => setting.Key, StringComparer.Ordinal);

    private static IEnumerable<(string Path, string Value)> Leaves(string path, HoconValue value) =>
        value.IsObject() && value.GetObject()?.Items is { } items
            ? items.SelectMany(item => Leaves(path.Length == 0 ? item.Key : $"{path}.{item.Key}", item.Value))
            : [(path, $"{value}")];
}
