using System.Text.Json;

namespace Weir.Actors.Artifacts;

/// <summary>
/// The list of an assembly's dependencies that a build writes beside it (<c>NAME.deps.json</c>). The runtime reads it in native code, and ends the process where it
/// lacks what it takes for granted; so it is looked at before.
/// </summary>
internal static class DependencyList
{
    private static readonly string[] AssetKinds = ["runtime", "native", "resources", "runtimeTargets"];

    /// <summary>Whether the runtime can read it; true too where there is none.</summary>
    public static bool IsReadable(string assemblyPath)
    {
        var path = Path.ChangeExtension(assemblyPath, ".deps.json");
        if (!File.Exists(path))
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return IsReadable(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsReadable(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && Target(root) is { } name
        && Object(root, "targets") is { } targets
        && Object(targets, name) is { } target
        && target.EnumerateObject().All(package => IsPackage(package.Value))
        && Object(root, "libraries") is { } libraries
        && libraries.EnumerateObject().All(library => IsLibrary(library.Value));

    private static string? Target(JsonElement root) => !root.TryGetProperty("runtimeTarget", out var target) ? null : target.ValueKind switch
    {
        JsonValueKind.String => target.GetString(),
        JsonValueKind.Object when Text(target, "name") is { } name => name,
        _ => null,
    };

    private static bool IsLibrary(JsonElement library) =>
        library.ValueKind == JsonValueKind.Object
        && Text(library, "type") is not null
        && Text(library, "sha512") is not null
        && library.TryGetProperty("serviceable", out var serviceable)
        && serviceable.ValueKind is JsonValueKind.True or JsonValueKind.False
        && IsTextIfThere(library, "path")
        && IsTextIfThere(library, "hashPath")
        && IsTextIfThere(library, "runtimeStoreManifestName");

    private static bool IsPackage(JsonElement package) =>
        package.ValueKind == JsonValueKind.Object
        && AssetKinds.All(kind => !package.TryGetProperty(kind, out _)
            || (Object(package, kind) is { } assets && assets.EnumerateObject().All(asset => IsAsset(asset.Value, kind == "runtimeTargets"))));

    private static bool IsAsset(JsonElement asset, bool namesItsTarget) =>
        asset.ValueKind == JsonValueKind.Object
        && (!namesItsTarget || (Text(asset, "assetType") is not null && Text(asset, "rid") is not null))
        && IsTextIfThere(asset, "assemblyVersion")
        && IsTextIfThere(asset, "fileVersion");

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Object ? found : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static bool IsTextIfThere(JsonElement parent, string name) => !parent.TryGetProperty(name, out var found) || found.ValueKind == JsonValueKind.String;
}
