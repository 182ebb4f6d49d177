using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Weir.Standin.Conformance.Remote;

/// <summary>Messages whose types the two sides know, or do not.</summary>
public sealed class SerializerTests : RemoteTest
{
    private const string Known =
        """
        akka.actor {
          serializers.greeting = "Weir.Standin.Conformance.Remote.SerializerTests+GreetingSerializer, Weir.Standin.Conformance"
          serialization-bindings {
            "Weir.Standin.Conformance.Remote.SerializerTests+Greeting, Weir.Standin.Conformance" = greeting
            "Weir.Standin.Conformance.Remote.SerializerTests+Broken, Weir.Standin.Conformance" = greeting
          }
        }
        """;

    [Fact]
    public async Task A_type_with_a_serializer_arrives_with_the_references_in_it()
    {
        var (a, b) = (NewSystem("a", Known), NewSystem("b", Known));
        var reporter = Reporter(a);

        (await Seen(a, Echo(b))).Tell(new Greeting("hello", reporter), reporter);

        (await Next()).ShouldBe(new Greeting("hello", reporter));
    }

    [Fact]
    public async Task What_the_other_side_cannot_read_is_dropped_with_an_error_and_the_connection_stays()
    {
        var log = new LogLines();
        var (a, b) = (NewSystem("a", Known), NewSystem("b", log: log));
        var seen = await Seen(a, Echo(b));
        var reporter = Reporter(a);

        seen.Tell("before", reporter);
        seen.Tell(new Greeting("hello", reporter), reporter);
        seen.Tell("after", reporter);

        (await Next()).ShouldBe("before");
        (await Next()).ShouldBe("after");
        await log.Containing("serializer", Patience);
    }

    [Fact]
    public async Task What_cannot_be_written_is_dropped_with_an_error_and_the_connection_stays()
    {
        var log = new LogLines();
        var (a, b) = (NewSystem("a", Known, log), NewSystem("b", Known));
        var seen = await Seen(a, Echo(b));
        var reporter = Reporter(a);

        seen.Tell("before", reporter);
        seen.Tell(new Broken(), reporter);
        seen.Tell("after", reporter);

        (await Next()).ShouldBe("before");
        (await Next()).ShouldBe("after");
        await log.Containing("broken on purpose", Patience);
    }

    [StandinFact]
    public async Task A_type_without_a_serializer_is_refused_by_name()
    {
        var log = new LogLines();
        var (a, b) = (NewSystem("a", log: log), NewSystem("b"));

        (await Seen(a, Echo(b))).Tell(new Greeting("hello", ActorRefs.Nobody), ActorRefs.NoSender);

        await log.Containing(nameof(Greeting), Patience);
    }

    [StandinFact]
    public async Task Messages_nested_without_end_are_dropped_and_the_connection_stays()
    {
        var log = new LogLines();
        var (a, b) = (NewSystem("a"), NewSystem("b", log: log));
        var seen = await Seen(a, Echo(b));
        var reporter = Reporter(a);
        object nested = "end";
        for (var i = 0; i < 1_000; i++)
            nested = new Identify(nested);

        seen.Tell(nested, reporter);
        seen.Tell("after", reporter);

        (await Next()).ShouldBe("after");
        await log.Containing("nested", Patience);
    }

    [StandinFact]
    public async Task A_failure_brings_its_causes()
    {
        var (a, b) = (NewSystem("a"), NewSystem("b"));
        var reporter = Reporter(a);
        Exception failure = new InvalidOperationException("innermost");
        for (var i = 0; i < 100; i++)
            failure = new InvalidOperationException($"outer {i}", failure);

        (await Seen(a, Echo(b))).Tell(new Status.Failure(failure), reporter);

        var cause = (await Next<Status.Failure>()).Cause;
        cause.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("outer 99");
        cause.InnerException.ShouldNotBeNull().Message.ShouldBe("outer 98");
    }

    [StandinFact]
    public async Task Keys_without_effect_are_told_once()
    {
        var log = new LogLines();
        var system = NewSystem("a", "akka.remote { untrusted-mode = on, dot-netty.tcp.dns-use-ipv6 = true, retry-gate-closed-for = 1s }", log);
        await system.Terminate();

        var lines = log.All();
        lines.Count(line => line.Contains("akka.remote.untrusted-mode", StringComparison.Ordinal)).ShouldBe(1);
        lines.Count(line => line.Contains("akka.remote.dot-netty.tcp.dns-use-ipv6", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldNotContain(line => line.Contains("retry-gate-closed-for", StringComparison.Ordinal));
    }

    public sealed record Greeting(string Text, IActorRef From);

    public sealed record Broken;

    public sealed class GreetingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 4711;

        public override string Manifest(object o) => "G";

        public override byte[] ToBinary(object obj) => obj is Greeting greeting
            ? Encoding.UTF8.GetBytes($"{greeting.Text}|{Serialization.SerializedActorPath(greeting.From)}")
            : throw new InvalidOperationException("broken on purpose");

        public override object FromBinary(byte[] bytes, string manifest)
        {
            var parts = Encoding.UTF8.GetString(bytes).Split('|');
            return new Greeting(parts[0], system.Serialization.DeserializeActorRef(parts[1]));
        }
    }
}
