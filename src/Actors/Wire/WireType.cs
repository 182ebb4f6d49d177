using System.Text.Json;

namespace Weir.Actors.Wire;

/// <summary>A message that may cross nodes.</summary>
/// <param name="Manifest">Its name on the wire and in the journal: never changed, never used for another.</param>
/// <param name="Type">Its type; messages of a derived type are written under it, too.</param>
/// <param name="Write">Writes it.</param>
/// <param name="Read">Reads it.</param>
internal sealed record WireType(
    string Manifest,
    Type Type,
    Func<object, JsonSerializerOptions, byte[]> Write,
    Func<ReadOnlyMemory<byte>, JsonSerializerOptions, object> Read)
{
    /// <summary>A record whose properties are data, references to actors, or other such records.</summary>
    public static WireType Record<T>(string manifest)
        where T : class, IWireMessage => new(
            manifest,
            typeof(T),
            static (message, options) => JsonSerializer.SerializeToUtf8Bytes((T)message, options),
            static (bytes, options) => JsonSerializer.Deserialize<T>(bytes.Span, options)
                ?? throw new JsonException("There is nothing where a message should be."));

    /// <summary>A message with an encoding of its own.</summary>
    public static WireType Binary<T>(string manifest, Func<T, byte[]> write, Func<ReadOnlyMemory<byte>, T> read)
        where T : class, IWireMessage => new(
            manifest,
            typeof(T),
            (message, _) => write((T)message),
            (bytes, _) => read(bytes));
}
