using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class QueueTests : StreamsSpec
{
    [Fact]
    public async Task What_is_offered_comes_in_order_and_the_completion_after_it()
    {
        var (queue, elements) = Source.Queue<int>(4, OverflowStrategy.Backpressure).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        for (var i = 0; i < 100; i++)
            (await queue.OfferAsync(i).WaitAsync(Patience)).ShouldBeOfType<QueueOfferResult.Enqueued>();
        queue.Complete();

        (await elements.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 100));
        await queue.WatchCompletionAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task With_backpressure_an_offer_waits_for_room()
    {
        var (queue, elements) = Source.Queue<int>(1, OverflowStrategy.Backpressure)
            .ToMaterialized(Open.Sink<int>((logic, inlet) => logic.On(inlet, () => { })), Keep.Left)
            .MapMaterializedValue(q => (q, 0)).Run(Materializer);
        (await queue.OfferAsync(1).WaitAsync(Patience)).ShouldBeOfType<QueueOfferResult.Enqueued>();

        var waiting = queue.OfferAsync(2);

        await Should.ThrowAsync<Akka.Pattern.IllegalStateException>(() => queue.OfferAsync(3).WaitAsync(Patience));
        waiting.IsCompleted.ShouldBeFalse();
        elements.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_queue_drops_the_new_element()
    {
        var queue = Source.Queue<int>(1, OverflowStrategy.DropNew)
            .ToMaterialized(Open.Sink<int>((logic, inlet) => logic.On(inlet, () => { })), Keep.Left).Run(Materializer);

        (await queue.OfferAsync(1).WaitAsync(Patience)).ShouldBeOfType<QueueOfferResult.Enqueued>();
        (await queue.OfferAsync(2).WaitAsync(Patience)).ShouldBeOfType<QueueOfferResult.Dropped>();
    }

    [Fact]
    public async Task A_failed_queue_fails_the_stream()
    {
        var (queue, elements) = Source.Queue<int>(4, OverflowStrategy.Backpressure).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        queue.Fail(new InvalidOperationException("broken"));

        await Fails<InvalidOperationException>(elements);
        await Fails<InvalidOperationException>(queue.WatchCompletionAsync());
    }

    [Fact]
    public async Task Elements_can_be_pulled_one_by_one_to_the_end()
    {
        var queue = Source.From(Enumerable.Range(0, 50)).RunWith(Sink.Queue<int>(), Materializer);

        for (var i = 0; i < 50; i++)
            (await queue.PullAsync().WaitAsync(Patience)).Value.ShouldBe(i);
        (await queue.PullAsync().WaitAsync(Patience)).HasValue.ShouldBeFalse();
    }

    [Fact]
    public async Task Pulling_meets_the_failure_after_the_elements()
    {
        var queue = Source.Single(1).Concat(Source.Failed<int>(new InvalidOperationException("broken"))).RunWith(Sink.Queue<int>(), Materializer);

        var first = queue.PullAsync();
        await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            await first.WaitAsync(Patience);
            await queue.PullAsync().WaitAsync(Patience);
        });
    }

    [Fact]
    public async Task An_actor_can_be_a_source()
    {
        var (actor, elements) = Source.ActorRef<int>(100, OverflowStrategy.Fail).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        for (var i = 0; i < 50; i++)
            actor.Tell(i);
        actor.Tell(new Status.Success("done"));

        (await elements.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 50));
        await Ended(actor);
    }

    [Fact]
    public async Task A_failure_sent_to_the_actor_fails_the_stream()
    {
        var (actor, elements) = Source.ActorRef<int>(100, OverflowStrategy.Fail).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        actor.Tell(new Status.Failure(new InvalidOperationException("broken")));

        await Fails<InvalidOperationException>(elements);
    }

    [Fact]
    public async Task An_actor_can_be_a_sink()
    {
        var log = new Log();
        var actor = System.ActorOf(Props.Create(() => new Recorder(log)));

        Source.From([1, 2, 3]).RunWith(Sink.ActorRef<int>(actor, "complete", _ => "failed"), Materializer);
        (await log.Next(4)).ShouldBe(["1", "2", "3", "complete"]);
        Source.Failed<int>(new InvalidOperationException()).RunWith(Sink.ActorRef<int>(actor, "complete", _ => "failed"), Materializer);
        (await log.Next()).ShouldBe("failed");
    }

    [Fact]
    public async Task The_end_of_the_actor_ends_the_stream()
    {
        var actor = System.ActorOf(Props.Create(() => new Recorder(new Log())));
        var watched = Source.Never<int>().WatchTermination(Keep.Right).To(Sink.ActorRef<int>(actor, "complete", _ => "failed")).Run(Materializer);

        System.Stop(actor);

        await watched.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_actor_that_acknowledges_gets_one_element_at_a_time()
    {
        var log = new Log();
        var actor = System.ActorOf(Props.Create(() => new Recorder(log)));

        Source.From([1, 2, 3]).RunWith(Sink.ActorRefWithAck<int>(actor, "init", "ack", "complete"), Materializer);

        (await log.Next()).ShouldBe("init");
        (await log.Next(4)).ShouldBe(["1", "2", "3", "complete"]);
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(Log log) => ReceiveAny(message =>
        {
            log.Add($"{message}");
            Sender.Tell("ack");
        });
    }
}
