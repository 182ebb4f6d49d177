using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.State.Savepoints;

/// <summary>How state is written as JSON: for people and programs, and not into a page of the web.</summary>
internal static class JsonStateOptions
{
    public static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
