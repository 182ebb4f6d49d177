using Akka.Actor;

namespace Weir.Standin.Conformance.Remote;

public sealed class FrameSizeTests : RemoteTest
{
    private const int Limit = 128_000;

    [Fact]
    public async Task A_message_beyond_the_limit_is_dropped_with_an_error_and_holds_up_no_other()
    {
        var log = new LogLines();
        var (a, b) = (NewSystem("a", log: log), NewSystem("b"));
        var seen = await Seen(a, Echo(b));
        var reporter = Reporter(a);

        seen.Tell(new byte[] { 1 }, reporter);
        seen.Tell(new byte[Limit], reporter);
        seen.Tell(new byte[] { 2 }, reporter);

        (await Next()).ShouldBe(new byte[] { 1 });
        (await Next()).ShouldBe(new byte[] { 2 });
        (await log.Containing("Byte[]", Patience)).ShouldContain($"{Limit}");
    }

    [StandinFact]
    public async Task The_error_names_the_key_to_raise()
    {
        var log = new LogLines();
        var (a, b) = (NewSystem("a", log: log), NewSystem("b"));

        (await Seen(a, Echo(b))).Tell(new byte[Limit], ActorRefs.NoSender);

        await log.Containing("akka.remote.dot-netty.tcp.maximum-frame-size", Patience);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(8 * 1024)]
    [InlineData(16 * 1024)]
    [InlineData(64 * 1024)]
    [InlineData(127_000)]
    public async Task What_is_within_the_limit_arrives_as_it_was(int size)
    {
        var (a, b) = (NewSystem("a"), NewSystem("b"));
        var seen = await Seen(a, Echo(b));
        var reporter = Reporter(a);
        var messages = Enumerable.Range(0, 50).Select(seed => Bytes(size, seed)).ToArray();

        foreach (var message in messages)
            seen.Tell(message, reporter);

        foreach (var message in messages)
            (await Next<byte[]>()).AsSpan().SequenceEqual(message).ShouldBeTrue();
    }

    [Fact]
    public async Task A_raised_limit_lets_larger_ones_through()
    {
        const string Raised = "akka.remote.dot-netty.tcp { maximum-frame-size = 4194304b, send-buffer-size = 8388608b, receive-buffer-size = 8388608b }";
        var (a, b) = (NewSystem("a", Raised), NewSystem("b", Raised));
        var message = Bytes(3 * 1024 * 1024, 1);

        var answer = await (await Seen(a, Echo(b))).Ask<byte[]>(message, Patience);

        answer.AsSpan().SequenceEqual(message).ShouldBeTrue();
    }

    private static byte[] Bytes(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
