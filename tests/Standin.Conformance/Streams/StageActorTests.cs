using Akka.Actor;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class StageActorTests : StreamsSpec
{
    [Fact]
    public async Task A_stage_actor_receives_in_order_and_knows_the_sender()
    {
        var (actor, log) = await Start();

        for (var i = 0; i < 3; i++)
            actor.Tell(i);
        var answer = await actor.Ask<string>("ask", Patience);

        (await log.Next(4)).ShouldBe(["0", "1", "2", "ask"]);
        answer.ShouldBe("answer");
    }

    [Fact]
    public async Task A_stage_actor_can_watch()
    {
        var watched = System.ActorOf(Props.Create(() => new Silent()));
        var (actor, log) = await Start();
        actor.Tell(watched);
        (await log.Next()).ShouldBe("watching");

        System.Stop(watched);

        (await log.Next()).ShouldBe($"Terminated {watched.Path.Name}");
    }

    [Fact]
    public async Task A_stage_actor_can_change_what_it_does()
    {
        var (actor, log) = await Start();

        actor.Tell("become");
        actor.Tell("x");

        (await log.Next(2)).ShouldBe(["become", "other x"]);
    }

    [Fact]
    public async Task A_stage_actor_ends_with_its_stage()
    {
        var (actor, log) = await Start();
        actor.Tell("stop");

        (await log.Next()).ShouldBe("stop");
        await Ended(actor);
    }

    private async Task<(IActorRef Actor, Log Log)> Start()
    {
        var log = new Log();
        var started = new TaskCompletionSource<IActorRef>();
        var source = Open.Source<int>((logic, outlet) =>
        {
            void Receive((IActorRef Sender, object Message) args)
            {
                switch (args.Message)
                {
                    case IActorRef toWatch:
                        logic.StageActor.Watch(toWatch);
                        log.Add("watching");
                        break;
                    case Terminated terminated:
                        log.Add($"Terminated {terminated.ActorRef.Path.Name}");
                        break;
                    default:
                        log.Add($"{args.Message}");
                        if (Equals(args.Message, "ask"))
                            args.Sender.Tell("answer");
                        else if (Equals(args.Message, "become"))
                            logic.StageActor.Become(other => log.Add($"other {other.Item2}"));
                        else if (Equals(args.Message, "stop"))
                            logic.CompleteStage();
                        break;
                }
            }

            logic.Started = () => started.SetResult(logic.OpenActor(Receive).Ref);
            logic.On(outlet, () => { });
        });
        Source.FromGraph(source).To(Sink.Ignore<int>()).Run(Materializer);
        return (await started.Task.WaitAsync(Patience), log);
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
