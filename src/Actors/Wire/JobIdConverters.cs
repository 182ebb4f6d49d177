using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Actors.Jobs;

namespace Weir.Actors.Wire;

/// <summary>"2.0": vertex 2, index 0.</summary>
internal sealed class SubtaskIdConverter : JsonConverter<SubtaskId>
{
    public override SubtaskId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.GetString() ?? "";
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point > 0
            && int.TryParse(text.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out int vertex)
            && int.TryParse(text.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new SubtaskId(vertex, index)
            : throw new JsonException($"'{text}' is not a subtask, such as 2.0.");
    }

    public override void Write(Utf8JsonWriter writer, SubtaskId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value.Vertex.Value}.{value.Index}"));
}

/// <summary>Its number.</summary>
internal sealed class AttemptConverter : JsonConverter<Attempt>
{
    public override Attempt Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Attempt value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
}

/// <summary>Its number.</summary>
internal sealed class VertexIdConverter : JsonConverter<VertexId>
{
    public override VertexId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, VertexId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
