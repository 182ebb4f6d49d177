using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.Host.Logging;

/// <summary>A line of the log for programs: one JSON object, with those of its properties that there is something to say of.</summary>
internal static class JsonLine
{
    // It is read by log collectors, not by browsers: an arrow or a quote of a message stays one.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="line">What is said.</param>
    /// <param name="node">Who says it: HOST:PORT.</param>
    public static string Of(LogLine line, string node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", line.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", line.LevelText);
            json.WriteString("node", node);
            Write(json, "logger", line.Logger);
            json.WriteString("message", line.Message);
            Write(json, "job", line.Scope?.JobId);
            Write(json, "job-name", line.Scope?.JobName);
            Write(json, "checkpoint", line.Scope?.CheckpointId);
            Write(json, "vertex", line.Scope?.VertexUid);
            Write(json, "vertex-name", line.Scope?.VertexName);
            Write(json, "subtask", line.Scope?.SubtaskIndex);
            Write(json, "attempt", line.Scope?.Attempt);
            Write(json, "exception", line.Cause?.ToString() ?? line.Scope?.Failure);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
