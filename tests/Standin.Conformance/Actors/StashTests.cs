using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

public sealed class StashTests : ActorTest
{
    [Fact]
    public async Task Stashed_messages_come_back_in_their_order_before_the_rest()
    {
        var actor = System.ActorOf(Props.Create(() => new Stasher(this)));
        foreach (var message in new object[] { 1, 2, 3, "open", 4 })
            actor.Tell(message);

        await Expect(1, 2, 3, 4);
    }

    [Fact]
    public async Task The_senders_come_back_with_their_messages()
    {
        var actor = System.ActorOf(Props.Create(() => new Stasher(this)));
        var answer = actor.Ask<string>("who", Patience);
        actor.Tell("open");

        (await answer).ShouldBe("you");
    }

    [Fact]
    public async Task A_restart_gives_the_stashed_messages_to_the_new_instance()
    {
        var actor = System.ActorOf(Props.Create(() => new Stasher(this)));
        foreach (var message in new object[] { 1, 2, "fail", "open" })
            actor.Tell(message);

        await Expect(1, 2);
    }

    [Fact]
    public async Task A_message_can_be_stashed_once_only()
    {
        var actor = System.ActorOf(Props.Create(() => new Stasher(this)));
        actor.Tell("twice");

        (await Next<IllegalActorStateException>()).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_full_stash_refuses()
    {
        var actor = System.ActorOf(Props.Create(() => new Stasher(this)).WithStashCapacity(2));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("overflow");

        (await Next<StashOverflowException>()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Terminated_can_be_stashed()
    {
        var subject = Reporter();
        var actor = System.ActorOf(Props.Create(() => new Stasher(this)));
        actor.Tell(new Stasher.WatchOf(subject));
        await Handled(actor);
        await Stopped(subject);
        await Handled(actor);
        actor.Tell("open");

        await Expect(subject);
    }

    private sealed class Stasher : ReceiveActor, IWithStash
    {
        public Stasher(ActorTest test)
        {
            Receive<WatchOf>(watch => Context.Watch(watch.Subject));
            Receive<int>(_ => Stash.Stash());
            Receive<Terminated>(_ => Stash.Stash());
            Receive<string>(text =>
            {
                switch (text)
                {
                    case "open":
                        Become(() =>
                        {
                            Receive<int>(number => test.Report(number));
                            Receive<Terminated>(terminated => test.Report(terminated.ActorRef));
                            Receive<string>(_ => Sender.Tell("you"));
                        });
                        Stash.UnstashAll();
                        break;
                    case "fail":
                        throw new InvalidOperationException();
                    case "twice":
                        Stash.Stash();
                        test.Report(Should.Throw<IllegalActorStateException>(Stash.Stash));
                        break;
                    case "overflow":
                        test.Report(Should.Throw<StashOverflowException>(Stash.Stash));
                        break;
                    default:
                        Stash.Stash();
                        break;
                }
            });
        }

        public IStash Stash { get; set; } = null!;

        public sealed record WatchOf(IActorRef Subject);
    }
}
