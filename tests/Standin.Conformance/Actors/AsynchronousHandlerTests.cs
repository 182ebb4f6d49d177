using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

public sealed class AsynchronousHandlerTests : ActorTest
{
    [Fact]
    public async Task No_other_message_is_handled_before_the_handler_has_ended()
    {
        var gate = new TaskCompletionSource();
        var actor = Actor(actor =>
        {
            actor.OnAsync<int>(async number =>
            {
                actor.Report($"{number} begins");
                await gate.Task;
                actor.Report($"{number} ends");
            });
            actor.OnAny(actor.Report);
        });
        actor.Tell(1);
        actor.Tell("between");
        actor.Tell(2);

        await Expect("1 begins");
        gate.SetResult();
        await Expect("1 ends", "between", "2 begins", "2 ends");
    }

    [Fact]
    public async Task Self_and_sender_hold_after_an_await()
    {
        var actor = Actor(actor => actor.OnAsync<string>(async _ =>
        {
            await Task.Delay(10);
            actor.From.Tell(actor.Me);
        }));

        (await actor.Ask<IActorRef>("who", Patience)).ShouldBe(actor);
    }

    [Fact]
    public async Task An_exception_after_an_await_restarts_the_actor()
    {
        var actor = Actor(actor =>
        {
            actor.OnPreRestart = (reason, message) => actor.Report($"{reason.Message} at {message}");
            actor.OnAsync<int>(async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("late");
            });
            actor.OnAny(actor.Report);
        });
        actor.Tell(1);
        actor.Tell("next");

        await Expect("late at 1", "next");
    }
}
