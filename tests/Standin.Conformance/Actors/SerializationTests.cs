using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Weir.Standin.Conformance.Actors;

public sealed class SerializationTests() : ActorTest(
    $$"""
    akka.actor {
      serializers.text = "{{typeof(TextSerializer).AssemblyQualifiedName}}"
      serialization-bindings {
        "{{typeof(IText).AssemblyQualifiedName}}" = text
      }
    }
    """)
{
    [Fact]
    public void A_type_is_written_by_the_serializer_of_its_interface_and_read_back()
    {
        var serialization = System.Serialization;
        var serializer = serialization.FindSerializerFor(new Text("hello"));
        var bytes = serialization.Serialize(new Text("hello"));

        serializer.ShouldBeOfType<TextSerializer>();
        Serialization.ManifestFor(serializer, new Text("")).ShouldBe("T");
        serialization.Deserialize(bytes, serializer.Identifier, "T").ShouldBe(new Text("hello"));
    }

    [Fact]
    public void Byte_arrays_are_written_as_they_are()
    {
        var bytes = new byte[] { 1, 2, 3 };
        var serializer = System.Serialization.FindSerializerFor(bytes);

        serializer.ToBinary(bytes).ShouldBe(bytes);
        serializer.Identifier.ShouldBe(4);
    }

    [Fact]
    public void References_are_written_as_their_path_and_read_back()
    {
        var reporter = Reporter();
        var path = Serialization.SerializedActorPath(reporter);

        System.Serialization.DeserializeActorRef(path).ShouldBe(reporter);
    }

    [StandinFact]
    public void A_type_without_a_binding_is_refused_by_name() =>
        Should.Throw<System.Runtime.Serialization.SerializationException>(() => System.Serialization.FindSerializerFor(new Unbound()))
            .Message.ShouldContain(nameof(Unbound));

    [StandinFact]
    public async Task With_serialize_messages_each_message_needs_a_serializer()
    {
        using var system = ActorSystem.Create("verifying", ConfigurationFactory.ParseString("akka.stdout-loglevel = OFF, akka.loglevel = OFF, akka.actor.serialize-messages = on"));
        var actor = system.ActorOf(Props.Empty);

        Should.Throw<System.Runtime.Serialization.SerializationException>(() => actor.Tell(new Unbound()));
        await system.Terminate();
    }

    public interface IText;

    public sealed record Text(string Value) : IText;

    private sealed class Unbound;

    public sealed class TextSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 4711;

        public override string Manifest(object o) => "T";

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Text)obj).Value);

        public override object FromBinary(byte[] bytes, string manifest) => new Text(Encoding.UTF8.GetString(bytes));
    }
}
