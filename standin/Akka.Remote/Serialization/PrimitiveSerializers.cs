using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Texts and whole numbers.</summary>
public sealed class PrimitiveSerializers : SerializerWithStringManifest
{
    private const string TextManifest = "S";
    private const string IntManifest = "I";
    private const string LongManifest = "L";

    public PrimitiveSerializers(ExtendedActorSystem system, Config config)
        : base(system)
    {
    }

    public override string Manifest(object obj) => obj switch
    {
        string => TextManifest,
        int => IntManifest,
        long => LongManifest,
        _ => throw new ArgumentException($"{nameof(PrimitiveSerializers)} does not write {obj?.GetType()}.", nameof(obj)),
    };

    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case int number:
                var four = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                return four;
            case long number:
                var eight = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(eight, number);
                return eight;
            default:
                throw new ArgumentException($"{nameof(PrimitiveSerializers)} does not write {obj?.GetType()}.", nameof(obj));
        }
    }

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        TextManifest => Encoding.UTF8.GetString(bytes),
        IntManifest => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        LongManifest => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new SerializationException($"{nameof(PrimitiveSerializers)} does not know the manifest '{manifest}'."),
    };
}
