using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Weir.Actors.Wire;

/// <summary>
/// Writes and reads Weir's messages, each under its manifest. What is not listed in <see cref="WireTypes"/> is neither
/// written nor read, so what comes from the network cannot make this process load a type that it names.
/// </summary>
internal sealed class WeirSerializer : SerializerWithStringManifest
{
    public const int FixedIdentifier = 7300;

    private readonly JsonSerializerOptions _options;

    public WeirSerializer(ExtendedActorSystem system)
        : base(system) => _options = WireJson.Options(system);

    public override int Identifier => FixedIdentifier;

    public override string Manifest(object o) => TypeOf(o).Manifest;

    public override byte[] ToBinary(object obj) => TypeOf(obj).Write(obj, _options);

    public override object FromBinary(byte[] bytes, string manifest)
    {
        WireType type = WireTypes.Find(manifest) ?? throw new SerializationException(
            $"There is no message '{manifest}' in wire version {WireTypes.Version} of Weir: it was sent by another version, or by something else. Run the same version on all nodes.");
        try
        {
            return type.Read(bytes, _options);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or State.CorruptStateException or ArgumentException)
        {
            throw new SerializationException($"The {bytes.Length} bytes of a message '{manifest}' cannot be read: {error.Message}", error);
        }
    }

    private static WireType TypeOf(object message) => WireTypes.Find(message.GetType()) ?? throw new SerializationException(
        $"{message.GetType().FullName} is not listed in {nameof(WireTypes)}, so it cannot be sent to another node.");
}
