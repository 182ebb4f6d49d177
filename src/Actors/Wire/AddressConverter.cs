using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;

namespace Weir.Actors.Wire;

internal sealed class AddressConverter : JsonConverter<Address>
{
    public override Address Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.GetString() ?? "";
        return Address.TryParse(text, out Address? address) && address is not null
            ? address
            : throw new JsonException($"'{text}' is not the address of a node.");
    }

    public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
