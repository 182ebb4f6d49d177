namespace Weir.Host.Clusters;

/// <summary>Settings of a running job as they stand on a command line or in a request.</summary>
internal static class LiveSettingText
{
    private const string Section = "weir.checkpointing.";

    /// <returns>HOCON.</returns>
    /// <exception cref="BadUsageException">One is not KEY=VALUE.</exception>
    public static string Of(IReadOnlyList<string> settings) => string.Join('\n', settings.Select(setting =>
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw new BadUsageException($"'{setting}' is no setting; write KEY=VALUE, such as interval=30s");
        }

        return Of(setting[..equals].Trim(), setting[(equals + 1)..]);
    }));

    /// <returns>HOCON.</returns>
    public static string Of(string key, string value) => $"{(key.StartsWith("weir.", StringComparison.Ordinal) ? "" : Section)}{key} = {value}";
}
