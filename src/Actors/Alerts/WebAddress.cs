namespace Weir.Actors.Alerts;

/// <summary>Web addresses, for people to look at.</summary>
internal static class WebAddress
{
    /// <summary>Of a web address scheme, host and port: whoever knows the rest of a webhook's can post to it. Anything else as it is.</summary>
    public static string Shown(string value) =>
        value.Contains("://", StringComparison.Ordinal)
        && Uri.TryCreate(value, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && (address.UserInfo.Length > 0 || address.PathAndQuery.Length > 1)
            ? $"{address.Scheme}://{address.Authority}/******"
            : value;
}
