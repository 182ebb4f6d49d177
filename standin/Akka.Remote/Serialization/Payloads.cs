using Akka.Actor;

namespace Akka.Remote.Serialization;

/// <summary>Writes objects inside of messages, each by its own serializer.</summary>
internal static class Payloads
{
    /// <summary>What comes from the wire must not be able to use up the stack.</summary>
    public const int DeepestNesting = 32;

    [ThreadStatic]
    private static int s_depth;

    public static byte[] Write(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            write(writer);
        return stream.ToArray();
    }

    public static T Read<T>(byte[] bytes, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        return read(reader);
    }

    public static void WritePayload(this BinaryWriter writer, ExtendedActorSystem system, object payload)
    {
        var serializer = system.Serialization.FindSerializerFor(payload);
        var bytes = serializer.ToBinary(payload);
        writer.Write(serializer.Identifier);
        writer.Write(Akka.Serialization.Serialization.ManifestFor(serializer, payload));
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    public static object ReadPayload(this BinaryReader reader, ExtendedActorSystem system)
    {
        var serializer = reader.ReadInt32();
        var manifest = reader.ReadString();
        if (s_depth == DeepestNesting)
            throw new InvalidDataException($"Messages are nested more than {DeepestNesting} deep.");
        s_depth++;
        try
        {
            return system.Serialization.Deserialize(reader.ReadCounted(), serializer, manifest);
        }
        finally
        {
            s_depth--;
        }
    }

    public static void WriteReference(this BinaryWriter writer, IActorRef reference) =>
        writer.Write(reference is null ? "" : Akka.Serialization.Serialization.SerializedActorPath(reference));

    /// <returns>Null for none.</returns>
    public static IActorRef ReadReference(this BinaryReader reader, ExtendedActorSystem system)
    {
        var path = reader.ReadString();
        return path.Length == 0 ? null : system.Provider.ResolveActorRef(path);
    }

    private static byte[] ReadCounted(this BinaryReader reader)
    {
        var length = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return length >= 0 && length <= left
            ? reader.ReadBytes(length)
            : throw new InvalidDataException($"A payload says that it has {length} bytes where {left} are left.");
    }
}
