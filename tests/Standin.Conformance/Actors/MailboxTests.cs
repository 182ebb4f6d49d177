using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Weir.Standin.Conformance.Actors;

public sealed class MailboxTests() : ActorTest(
    $$"""
    bounded {
      mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka"
      mailbox-capacity = 2
      mailbox-push-timeout-time = 50ms
    }
    by-priority.mailbox-type = "{{typeof(ByNumber).AssemblyQualifiedName}}"
    """)
{
    [Fact]
    public async Task A_full_bounded_mailbox_gives_to_the_dead_letters_after_its_timeout()
    {
        System.EventStream.Subscribe(Reporter(), typeof(DeadLetter));
        var (entered, gate) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var actor = Blocking("bounded", entered, gate);
        actor.Tell("block");
        await entered.Task;
        actor.Tell("first");
        actor.Tell("second");
        actor.Tell("too much");
        var letter = await Next<DeadLetter>();
        gate.Set();

        letter.Message.ShouldBe("too much");
        letter.Recipient.ShouldBe(actor);
        await Expect("first", "second");
    }

    [Fact]
    public async Task A_stable_priority_mailbox_gives_the_lowest_first_and_equals_in_their_order()
    {
        var (entered, gate) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var actor = Blocking("by-priority", entered, gate);
        actor.Tell("block");
        await entered.Task;
        foreach (var message in new[] { "2 a", "1 a", "2 b", "0 a", "1 b" })
            actor.Tell(message);
        gate.Set();

        await Expect("0 a", "1 a", "1 b", "2 a", "2 b");
    }

    [Fact]
    public void An_unknown_mailbox_is_refused_where_the_actor_is_made() =>
        Should.Throw<ConfigurationException>(() => System.ActorOf(Of(_ => { }).WithMailbox("no-such-mailbox")));

    private IActorRef Blocking(string mailbox, TaskCompletionSource entered, ManualResetEventSlim gate) => System.ActorOf(
        Of(actor =>
        {
            actor.On("block", () =>
            {
                entered.SetResult();
                gate.Wait(Patience);
            });
            actor.OnAny(actor.Report);
        }).WithMailbox(mailbox));

    public sealed class ByNumber(Settings settings, Config config) : UnboundedStablePriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => message is string { Length: > 0 } text && char.IsDigit(text[0]) ? text[0] - '0' : 9;
    }
}
