using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Remote;

public sealed class RemoteStreamRefTests : RemoteTest
{
    private static readonly byte[][] Numbers = [.. Enumerable.Range(0, 500).Select(BitConverter.GetBytes)];

    private readonly ActorMaterializer _here;
    private readonly ActorMaterializer _there;

    public RemoteStreamRefTests()
    {
        _here = NewSystem("here").Materializer();
        _there = NewSystem("there").Materializer();
    }

    [Fact]
    public async Task A_source_reference_yields_all_in_order_on_another_system()
    {
        var source = await Source.From(Numbers).RunWith(StreamRefs.SourceRef<byte[]>(), _here).WaitAsync(Patience);
        var received = await Sent(source).Source.RunWith(Sink.Seq<byte[]>(), _there).WaitAsync(Patience);
        received.Select(bytes => BitConverter.ToInt32(bytes)).ShouldBe(Enumerable.Range(0, Numbers.Length));
    }

    [Fact]
    public async Task A_sink_reference_takes_all_in_order_from_another_system()
    {
        var (sink, received) = StreamRefs.SinkRef<byte[]>().ToMaterialized(Sink.Seq<byte[]>(), Keep.Both).Run(_here);
        Source.From(Numbers).RunWith(Sent(await sink.WaitAsync(Patience)).Sink, _there);
        (await received.WaitAsync(Patience)).Select(bytes => BitConverter.ToInt32(bytes)).ShouldBe(Enumerable.Range(0, Numbers.Length));
    }

    [Fact]
    public async Task Only_what_the_buffer_holds_is_sent_ahead()
    {
        const int Capacity = 4;
        const int OnTheWay = 4; // in the hands of the stages between
        var sent = 0;
        var source = await Source.From(Numbers).Select(number =>
        {
            Interlocked.Increment(ref sent);
            return number;
        }).RunWith(StreamRefs.SourceRef<byte[]>(), _here).WaitAsync(Patience);
        var received = Sent(source).Source
            .AddAttributes(StreamRefAttributes.CreateBufferCapacity(Capacity))
            .RunWith(Sink.Queue<byte[]>().AddAttributes(Attributes.CreateInputBuffer(1, 1)), _there);
        for (var taken = 0; taken < Numbers.Length; taken++)
        {
            BitConverter.ToInt32((await received.PullAsync().WaitAsync(Patience)).Value).ShouldBe(taken);
            (Volatile.Read(ref sent) - taken).ShouldBeLessThanOrEqualTo(Capacity + OnTheWay);
        }

        (await received.PullAsync().WaitAsync(Patience)).HasValue.ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_comes_with_its_message()
    {
        var source = await Source.Failed<byte[]>(new InvalidOperationException("no more of it")).RunWith(StreamRefs.SourceRef<byte[]>(), _here).WaitAsync(Patience);
        var error = await Should.ThrowAsync<RemoteStreamRefActorTerminatedException>(
            () => Sent(source).Source.RunWith(Sink.Ignore<byte[]>(), _there).WaitAsync(Patience));
        error.Message.ShouldContain("no more of it");
    }

    [Fact]
    public async Task The_receiving_side_that_cancels_cancels_the_sending_side()
    {
        var ended = new TaskCompletionSource();
        var source = await Source.Repeat(Numbers[7])
            .WatchTermination((_, termination) => termination)
            .ToMaterialized(StreamRefs.SourceRef<byte[]>(), (termination, made) =>
            {
                termination.ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
                return made;
            })
            .Run(_here).WaitAsync(Patience);
        (await Sent(source).Source.Take(3).RunWith(Sink.Seq<byte[]>(), _there).WaitAsync(Patience)).Count.ShouldBe(3);
        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_system_that_ends_fails_what_receives_from_it()
    {
        var source = await Source.Maybe<byte[]>().RunWith(StreamRefs.SourceRef<byte[]>(), _here).WaitAsync(Patience);
        var received = Source.Single(Numbers[0]).Concat(Sent(source).Source).RunWith(Sink.Ignore<byte[]>(), _there);
        await _here.System.Terminate();
        await Should.ThrowAsync<Exception>(() => received.WaitAsync(Patience));
        received.IsFaulted.ShouldBeTrue();
    }

    /// <summary>What the other system makes of a reference that is sent to it.</summary>
    private T Sent<T>(T reference)
    {
        var (from, to) = (Serialization(_here), Serialization(_there));
        var serializer = from.FindSerializerFor(reference);
        return (T)to.Deserialize(from.Serialize(reference!), serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, reference));
    }

    private static Akka.Serialization.Serialization Serialization(ActorMaterializer materializer) => ((ExtendedActorSystem)materializer.System).Serialization;
}
