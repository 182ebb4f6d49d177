using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class StreamRefTests : StreamsSpec
{
    [Fact]
    public async Task A_source_reference_yields_all_in_order_and_completes()
    {
        var reference = await Source.From(Enumerable.Range(0, 1_000)).RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Patience);
        (await Elements(reference.Source)).ShouldBe(Enumerable.Range(0, 1_000));
    }

    [Fact]
    public async Task A_sink_reference_takes_all_in_order_and_completes()
    {
        var (reference, received) = StreamRefs.SinkRef<int>().ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);
        Source.From(Enumerable.Range(0, 1_000)).RunWith((await reference.WaitAsync(Patience)).Sink, Materializer);
        (await received.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 1_000));
    }

    [Fact]
    public async Task An_empty_stream_completes()
    {
        var reference = await Source.Empty<int>().RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Patience);
        (await Elements(reference.Source)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sends_no_more_than_the_buffer_holds_before_it_is_taken()
    {
        const int Capacity = 4;
        const int OnTheWay = 4; // in the hands of the stages between
        var sent = 0;
        var reference = await Source.From(Enumerable.Range(0, 200)).Select(n =>
        {
            Interlocked.Increment(ref sent);
            return n;
        }).RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Patience);
        var received = reference.Source
            .AddAttributes(StreamRefAttributes.CreateBufferCapacity(Capacity))
            .RunWith(Sink.Queue<int>().AddAttributes(Attributes.CreateInputBuffer(1, 1)), Materializer);

        for (var taken = 0; taken < 200; taken++)
        {
            (await received.PullAsync().WaitAsync(Patience)).Value.ShouldBe(taken);
            (Volatile.Read(ref sent) - taken).ShouldBeLessThanOrEqualTo(Capacity + OnTheWay);
        }

        (await received.PullAsync().WaitAsync(Patience)).HasValue.ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_of_the_sending_side_comes_with_its_message()
    {
        var reference = await Source.Failed<int>(new InvalidOperationException("no more of it")).RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Patience);
        var error = await Fails<RemoteStreamRefActorTerminatedException>(reference.Source.RunWith(Sink.Ignore<int>(), Materializer));
        error.Message.ShouldContain("no more of it");
    }

    [Fact]
    public async Task A_failure_comes_behind_the_elements_before_it_or_earlier()
    {
        var (reference, received) = StreamRefs.SinkRef<int>().ToMaterialized(Sink.Ignore<int>(), Keep.Both).Run(Materializer);
        Source.From(Enumerable.Range(0, 10)).Select(n => n < 9 ? n : throw new InvalidOperationException("nine")).RunWith((await reference.WaitAsync(Patience)).Sink, Materializer);
        (await Fails<RemoteStreamRefActorTerminatedException>(received)).Message.ShouldContain("nine");
    }

    [Fact]
    public async Task The_receiving_side_that_cancels_cancels_the_sending_side()
    {
        var ended = new TaskCompletionSource();
        var reference = await Source.Repeat(1)
            .WatchTermination((_, termination) => termination)
            .ToMaterialized(StreamRefs.SourceRef<int>(), (termination, made) =>
            {
                termination.ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
                return made;
            })
            .Run(Materializer).WaitAsync(Patience);
        (await Elements(reference.Source.Take(3))).ShouldBe([1, 1, 1]);
        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_sink_reference_whose_receiver_cancels_ends_its_sender()
    {
        var (reference, received) = StreamRefs.SinkRef<int>().Take(2).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);
        var sender = Source.Repeat(7)
            .WatchTermination(Keep.Right)
            .To((await reference.WaitAsync(Patience)).Sink)
            .Run(Materializer);
        (await received.WaitAsync(Patience)).ShouldBe([7, 7]);
        await sender.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_reference_that_nobody_runs_ends_its_maker_by_time_out()
    {
        var (termination, _) = Source.Repeat(1)
            .WatchTermination(Keep.Right)
            .ToMaterialized(StreamRefs.SourceRef<int>().AddAttributes(StreamRefAttributes.CreateSubscriptionTimeout(TimeSpan.FromMilliseconds(100))), Keep.Both)
            .Run(Materializer);
        await termination.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);

        var (_, received) = StreamRefs.SinkRef<int>()
            .AddAttributes(StreamRefAttributes.CreateSubscriptionTimeout(TimeSpan.FromMilliseconds(100)))
            .ToMaterialized(Sink.Ignore<int>(), Keep.Both)
            .Run(Materializer);
        await Fails<StreamRefSubscriptionTimeoutException>(received);
    }

    [Fact]
    public async Task A_reference_runs_once()
    {
        var reference = await Source.Maybe<int>().RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Patience);
        var (sink, first) = StreamRefs.SinkRef<int>().ToMaterialized(Sink.First<int>(), Keep.Both).Run(Materializer);
        reference.Source.RunWith((await sink.WaitAsync(Patience)).Sink, Materializer);
        await Fails<Exception>(reference.Source.RunWith(Sink.Ignore<int>(), Materializer));
        first.IsCompletedSuccessfully.ShouldBeFalse();
    }

    [Fact]
    public async Task A_sender_that_is_stopped_fails_its_receiver()
    {
        var owner = System.Materializer();
        var reference = await Source.Maybe<int>().RunWith(StreamRefs.SourceRef<int>(), owner).WaitAsync(Patience);
        var (kill, received) = reference.Source
            .AddAttributes(StreamRefAttributes.CreateFinalTerminationSignalDeadline(TimeSpan.FromMilliseconds(50)))
            .ViaMaterialized(KillSwitches.Single<int>(), Keep.Right)
            .ToMaterialized(Sink.Ignore<int>(), Keep.Both)
            .Run(Materializer);
        owner.Shutdown();
        await Fails<RemoteStreamRefActorTerminatedException>(received);
        kill.ShouldNotBeNull();
    }

    [Fact]
    public async Task Elements_and_references_are_serialised_where_messages_are()
    {
        var system = ActorSystem.Create("serialising", ConfigurationFactory.ParseString("""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.actor.serialize-messages = on
            """));
        try
        {
            var materializer = system.Materializer();
            var sent = Enumerable.Range(0, 100).Select(n => BitConverter.GetBytes(n)).ToArray();
            var reference = await Source.From(sent).RunWith(StreamRefs.SourceRef<byte[]>(), materializer).WaitAsync(Patience);
            var serializer = system.Serialization().FindSerializerFor(reference);
            var bytes = system.Serialization().Serialize(reference);
            var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, reference);
            var copy = (ISourceRef<byte[]>)system.Serialization().Deserialize(bytes, serializer.Identifier, manifest);

            var received = await copy.Source.RunWith(Sink.Seq<byte[]>(), materializer).WaitAsync(Patience);
            received.Select(element => BitConverter.ToInt32(element)).ShouldBe(Enumerable.Range(0, 100));
        }
        finally
        {
            await system.Terminate().WaitAsync(Patience);
        }
    }
}

file static class SystemExtensions
{
    public static Akka.Serialization.Serialization Serialization(this ActorSystem system) => ((ExtendedActorSystem)system).Serialization;
}
