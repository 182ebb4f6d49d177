using Akka.Actor;

namespace Akka.Remote.Serialization;

/// <summary>Messages to a selection.</summary>
public class MessageContainerSerializer : Akka.Serialization.Serializer
{
    private const byte Parent = 0;
    private const byte Name = 1;
    private const byte Pattern = 2;

    public MessageContainerSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        var selection = obj as ActorSelectionMessage
            ?? throw new ArgumentException($"{nameof(MessageContainerSerializer)} writes {nameof(ActorSelectionMessage)} only, not {obj?.GetType()}.", nameof(obj));
        return Payloads.Write(writer =>
        {
            writer.Write(selection.WildCardFanOut);
            writer.Write7BitEncodedInt(selection.Elements.Length);
            foreach (var element in selection.Elements)
                WriteElement(writer, element);
            writer.WritePayload(system, selection.Message);
        });
    }

    public override object FromBinary(byte[] bytes, Type type) => Payloads.Read(bytes, reader =>
    {
        var isFanOut = reader.ReadBoolean();
        var elements = new List<SelectionPathElement>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            elements.Add(ReadElement(reader));
        return new ActorSelectionMessage(reader.ReadPayload(system), [.. elements], isFanOut);
    });

    private static void WriteElement(BinaryWriter writer, SelectionPathElement element)
    {
        var (kind, text) = element switch
        {
            SelectChildName child => (Name, child.Name),
            SelectChildPattern pattern => (Pattern, pattern.PatternStr),
            _ => (Parent, ""),
        };
        writer.Write(kind);
        writer.Write(text);
    }

    private static SelectionPathElement ReadElement(BinaryReader reader)
    {
        var kind = reader.ReadByte();
        var text = reader.ReadString();
        return kind switch
        {
            Name => new SelectChildName(text),
            Pattern => new SelectChildPattern(text),
            _ => SelectParent.Instance,
        };
    }
}
