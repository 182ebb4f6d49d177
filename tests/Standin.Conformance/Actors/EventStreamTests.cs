using Akka.Actor;
using Akka.Event;

namespace Weir.Standin.Conformance.Actors;

public sealed class EventStreamTests : ActorTest
{
    private class Base;

    private sealed class Derived : Base;

    [Fact]
    public async Task Subscribers_of_a_class_get_those_below_it_and_each_event_once()
    {
        var subscriber = Reporter();
        System.EventStream.Subscribe(subscriber, typeof(Base)).ShouldBeTrue();
        System.EventStream.Subscribe(subscriber, typeof(Derived));
        System.EventStream.Subscribe(subscriber, typeof(Base)).ShouldBeFalse();
        var (derived, plain) = (new Derived(), new Base());
        System.EventStream.Publish(derived);
        System.EventStream.Publish("nobody wants it");
        System.EventStream.Publish(plain);

        await Expect(derived, plain);
    }

    [Fact]
    public async Task Nothing_comes_after_the_unsubscription()
    {
        var subscriber = Reporter();
        System.EventStream.Subscribe(subscriber, typeof(Base));
        System.EventStream.Unsubscribe(subscriber).ShouldBeTrue();
        System.EventStream.Publish(new Base());
        subscriber.Tell("end");

        await Expect("end");
    }

    [Fact]
    public async Task A_message_for_a_stopped_actor_is_a_dead_letter_with_sender_and_recipient()
    {
        System.EventStream.Subscribe(Reporter(), typeof(DeadLetter));
        var (stopped, sender) = (Actor(_ => { }), Actor(_ => { }));
        await Stopped(stopped);
        stopped.Tell("hello", sender);

        var letter = await Next<DeadLetter>();
        letter.Message.ShouldBe("hello");
        letter.Sender.ShouldBe(sender);
        letter.Recipient.ShouldBe(stopped);
    }

    [Fact]
    public async Task What_a_stopped_actor_left_in_its_mailbox_are_dead_letters()
    {
        System.EventStream.Subscribe(Reporter(), typeof(DeadLetter));
        var (entered, gate) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var actor = Actor(actor => actor.On("block", () =>
        {
            entered.SetResult();
            gate.Wait(Patience);
            actor.Cell.Stop(actor.Me);
        }));
        actor.Tell("block");
        await entered.Task;
        actor.Tell("left");
        gate.Set();

        (await Next<DeadLetter>()).Message.ShouldBe("left");
    }

    [Fact]
    public async Task A_message_that_no_handler_takes_is_published_as_unhandled()
    {
        System.EventStream.Subscribe(Reporter(), typeof(UnhandledMessage));
        var actor = Actor(actor => actor.On<int>(_ => { }));
        actor.Tell("text");

        var unhandled = await Next<UnhandledMessage>();
        unhandled.Message.ShouldBe("text");
        unhandled.Recipient.ShouldBe(actor);
    }

    [Fact]
    public async Task Suppressed_dead_letters_come_as_such()
    {
        System.EventStream.Subscribe(Reporter(), typeof(AllDeadLetters));
        var stopped = Actor(_ => { });
        await Stopped(stopped);
        stopped.Tell(PoisonPill.Instance);

        (await Next<SuppressedDeadLetter>()).Message.ShouldBe(PoisonPill.Instance);
    }
}
