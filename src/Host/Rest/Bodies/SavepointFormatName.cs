using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Bodies;

/// <summary>How a savepoint's state is written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SavepointFormatName>))]
internal enum SavepointFormatName
{
    [JsonStringEnumMemberName("CANONICAL")]
    Canonical,

    [JsonStringEnumMemberName("NATIVE")]
    Native,
}
