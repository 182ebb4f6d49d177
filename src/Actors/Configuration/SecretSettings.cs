using Weir.Actors.Alerts;

namespace Weir.Actors.Configuration;

/// <summary>Which settings are not for everybody's eyes.</summary>
internal static class SecretSettings
{
    private const string Hidden = "******";
    private static readonly string[] Words = ["password", "secret", "token", "connection-string", "credential", "authorization"];

    /// <summary>The value; hidden if its key says that it could be a secret, and of an address what could be one.</summary>
    public static string Shown(string key, string value) =>
        value.Length > 0 && Array.Exists(Words, word => key.Contains(word, StringComparison.OrdinalIgnoreCase)) ? Hidden : WebAddress.Shown(value);
}
