namespace Weir.Host.Rest;

/// <summary>The folder that a client names.</summary>
internal static class SavepointFolder
{
    /// <summary>Flink's clients write a folder as a URI. Null: none is named.</summary>
    /// <exception cref="RestFailure">It is no folder here.</exception>
    public static string? Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return text.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.IsFile && uri.Host.Length == 0
                ? uri.LocalPath
                : throw RestFailure.BadRequest($"'{text}' is not the folder of a savepoint; write its path, or file:///PATH.")
            : text;
    }
}
