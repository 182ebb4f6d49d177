using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>What a snapshot says about a named state before its entries: enough to read them with another version of the types.</summary>
internal sealed record StoredState(string Name, StateKind Kind, CodecSchema Key, CodecSchema Value)
{
    public void Write(StateWriter writer)
    {
        writer.WriteText(Name);
        writer.WriteByte((byte)Kind);
        Key.Write(writer);
        Value.Write(writer);
    }

    public static StoredState Read(ref StateReader reader)
    {
        var name = reader.ReadText() ?? throw new CorruptStateException("A stored state has no name.");
        var kind = (StateKind)reader.ReadByte();
        return Enum.IsDefined(kind)
            ? new StoredState(name, kind, CodecSchema.Read(ref reader), CodecSchema.Read(ref reader))
            : throw new CorruptStateException($"The stored state '{name}' is of the kind {(int)kind}, which this version does not know.");
    }
}
