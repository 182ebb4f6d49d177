using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Actors.Artifacts;

namespace Weir.Actors.Wire;

/// <summary>["registered", name] or ["uploaded", artifact, class or null].</summary>
internal sealed class JobSourceConverter : JsonConverter<JobSource>
{
    public override JobSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<string?[]>(ref reader, options) switch
        {
            ["registered", { } name] => new JobSource.Registered(name),
            ["uploaded", { } artifact, var className] when JobArtifact.IsId(artifact) => new JobSource.Uploaded(artifact, className),
            _ => throw new JsonException("The source of a job's code is neither a registered nor an uploaded one."),
        };

    public override void Write(Utf8JsonWriter writer, JobSource value, JsonSerializerOptions options)
    {
        string?[] parts = value switch
        {
            JobSource.Registered registered => ["registered", registered.Name],
            JobSource.Uploaded uploaded => ["uploaded", uploaded.ArtifactId, uploaded.ClassName],
            _ => throw new JsonException($"There is no form for {value}."),
        };
        JsonSerializer.Serialize(writer, parts, options);
    }
}
