using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Actors.Messages;

namespace Weir.Actors.Wire;

/// <summary>["nothing"], ["latest"] or ["checkpoint", folder].</summary>
internal sealed class RestoreFromConverter : JsonConverter<RestoreFrom>
{
    public override RestoreFrom Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<string[]>(ref reader, options) switch
        {
            ["nothing"] => RestoreFrom.Nothing,
            ["latest"] => RestoreFrom.Latest,
            ["checkpoint", { } folder] => RestoreFrom.Path(folder),
            _ => throw new JsonException("What a job goes on from is neither nothing, nor the latest, nor a checkpoint."),
        };

    public override void Write(Utf8JsonWriter writer, RestoreFrom value, JsonSerializerOptions options)
    {
        string[] parts = value switch
        {
            RestoreFrom.LatestOfName => ["latest"],
            RestoreFrom.CheckpointAt at => ["checkpoint", at.Folder],
            _ => ["nothing"],
        };
        JsonSerializer.Serialize(writer, parts, options);
    }
}
