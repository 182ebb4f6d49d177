using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Weir.JournalTests.Writing;

/// <summary>The event, and the snapshot, of these tests.</summary>
public sealed record Noted(string Text);

/// <summary>What no serializer writes.</summary>
public sealed record Unwritable;

public sealed class NotedSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7001;

    public override string Manifest(object o) => o switch
    {
        Noted => "n",
        _ => throw new NotSupportedException($"{o.GetType().Name} can't be written."),
    };

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Noted)obj).Text);

    public override object FromBinary(byte[] bytes, string manifest) =>
        manifest == "n" ? new Noted(Encoding.UTF8.GetString(bytes)) : throw new NotSupportedException($"'{manifest}' can't be read.");
}
