using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest;

/// <summary>The document by which programs learn which paths there are (OpenAPI 3.1).</summary>
internal static partial class OpenApiDocument
{
    /// <param name="routes">What answers with JSON.</param>
    /// <param name="others">What answers GET with something else.</param>
    public static JsonObject Of(IReadOnlyList<RestRoute> routes, IReadOnlyList<(string Path, string Summary, string ContentType)> others)
    {
        var schemas = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var paths = new JsonObject();
        foreach (var path in routes.GroupBy(route => route.Path, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var operations = new JsonObject();
            foreach (var route in path)
            {
                operations[route.Method.ToLowerInvariant()] = Operation(route, schemas);
            }

            paths[path.Key] = operations;
        }

        foreach (var (path, summary, contentType) in others)
        {
            paths[path] = new JsonObject
            {
                ["get"] = new JsonObject
                {
                    ["summary"] = summary,
                    ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "The answer", ["content"] = new JsonObject { [contentType] = new JsonObject() } } },
                },
            };
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Weir", ["version"] = ProductVersion.Number },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = new JsonObject(schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value))) },
        };
    }

    private static JsonObject Operation(RestRoute route, SortedDictionary<string, JsonNode> schemas)
    {
        var operation = new JsonObject
        {
            ["summary"] = route.Summary,
            ["responses"] = new JsonObject
            {
                [$"{route.Status}"] = Response("The answer", route.Answer, schemas),
                ["default"] = Response("A refusal", typeof(ErrorAnswer), schemas),
            },
        };
        JsonNode?[] parameters =
        [
            .. Parameter().Matches(route.Path).Select(match => new JsonObject
            {
                ["name"] = match.Groups["name"].Value,
                ["in"] = "path",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string" },
            }),
        ];
        if (parameters.Length > 0)
        {
            operation["parameters"] = new JsonArray(parameters);
        }

        if (route.IsUpload)
        {
            operation["requestBody"] = new JsonObject { ["content"] = new JsonObject { ["multipart/form-data"] = new JsonObject { ["schema"] = UploadForm() } } };
        }
        else if (route.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["content"] = Content(body, schemas) };
        }

        return operation;
    }

    private static JsonObject UploadForm() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["jarfile"] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/zip" } },
    };

    private static JsonObject Response(string description, Type type, SortedDictionary<string, JsonNode> schemas) =>
        new() { ["description"] = description, ["content"] = Content(type, schemas) };

    private static JsonObject Content(Type type, SortedDictionary<string, JsonNode> schemas)
    {
        var name = type.IsGenericType ? $"ListOf{type.GetGenericArguments()[0].Name}" : type.Name;
        if (!schemas.ContainsKey(name))
        {
            schemas.Add(name, RestJson.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }));
        }

        return new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" } } };
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
