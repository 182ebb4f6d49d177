using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Weir.Host.Rest;

/// <summary>How answers are written, and bodies read.</summary>
internal static class RestJson
{
    private const int DeepestNesting = 32;

    /// <summary>What is no number is the text "NaN"; what there is not, and belongs there, is null.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        MaxDepth = DeepestNesting,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
