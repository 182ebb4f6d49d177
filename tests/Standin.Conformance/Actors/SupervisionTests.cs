using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

public sealed class SupervisionTests : ActorTest
{
    private sealed record Made(IActorRef Child);

    [Fact]
    public async Task Resume_keeps_the_instance_and_goes_on_after_the_failed_message()
    {
        var child = await Child(new OneForOneStrategy(_ => Directive.Resume));
        child.Tell("count");
        child.Tell("fail");
        child.Tell("count");

        await Expect("count 1", "count 2");
    }

    [Fact]
    public async Task Restart_makes_a_new_instance()
    {
        var child = await Child(new OneForOneStrategy(_ => Directive.Restart));
        child.Tell("count");
        child.Tell("fail");
        child.Tell("count");

        await Expect("count 1", "restart", "stop", "count 1");
    }

    [Fact]
    public async Task Stop_ends_the_child()
    {
        var child = await Child(new OneForOneStrategy(_ => Directive.Stop));
        child.Tell("fail");

        await Expect("stop");
        (await child.GracefulStop(Patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task Escalate_fails_the_parent_with_the_same_exception()
    {
        var child = await Child(new OneForOneStrategy(_ => Directive.Escalate));
        child.Tell("fail");

        await Expect("parent restarts: oops", "stop");
        (await Next<Made>()).Child.ShouldNotBe(child);
    }

    [Fact]
    public async Task The_limit_of_restarts_is_the_number_of_restarts_not_of_failures()
    {
        var child = await Child(new OneForOneStrategy(2, TimeSpan.FromMinutes(1), _ => Directive.Restart));
        for (var i = 0; i < 3; i++)
            child.Tell("fail");

        await Expect("restart", "stop", "restart", "stop", "stop");
        await Stopped(child);
        NothingReported();
    }

    [Fact]
    public async Task No_retries_at_all_stop_at_the_first_failure()
    {
        var child = await Child(new OneForOneStrategy(0, TimeSpan.FromMinutes(1), _ => Directive.Restart));
        child.Tell("fail");

        await Expect("stop");
    }

    [Fact]
    public async Task The_count_starts_anew_after_the_window()
    {
        var child = await Child(new OneForOneStrategy(1, TimeSpan.FromMilliseconds(50), _ => Directive.Restart));
        for (var i = 0; i < 3; i++)
        {
            child.Tell("fail");
            await Expect("restart", "stop");
            await Task.Delay(100);
        }

        child.Tell("count");
        await Expect("count 1");
    }

    [Fact]
    public async Task All_for_one_restarts_the_siblings_too()
    {
        var restarted = new HashSet<string>();
        var parent = Parent(new AllForOneStrategy(_ => Directive.Restart), "one", "two", "three");
        parent.Tell("fail two");
        for (var i = 0; i < 3; i++)
            restarted.Add(((string)await Next()).Replace(" restarts", "", StringComparison.Ordinal));

        restarted.ShouldBe(["one", "two", "three"], ignoreOrder: true);
    }

    [Fact]
    public async Task One_for_one_leaves_the_siblings_alone()
    {
        var parent = Parent(new OneForOneStrategy(_ => Directive.Restart), "one", "two");
        parent.Tell("fail two");
        await Expect("two restarts");
        parent.Tell("say one");

        await Expect("one");
    }

    [Fact]
    public async Task The_default_stops_what_is_killed_and_restarts_after_other_failures()
    {
        var actor = Actor(actor =>
        {
            actor.OnPostRestart = _ => actor.Report("restarted");
            actor.OnStop = () => actor.Report("stop");
            actor.On("fail", () => throw new InvalidOperationException());
        });
        actor.Tell("fail");
        await Expect("stop", "restarted");

        actor.Tell(Kill.Instance);
        await Expect("stop");
        await Stopped(actor);
    }

    [Fact]
    public async Task A_parent_gets_the_failures_of_its_children_in_its_decider()
    {
        var child = await Child(new OneForOneStrategy(exception =>
        {
            Report(exception.Message);
            return Directive.Resume;
        }));
        child.Tell("fail");

        await Expect("oops");
    }

    [Fact]
    public async Task Messages_wait_while_the_actor_is_being_restarted()
    {
        var gate = new ManualResetEventSlim();
        var actor = Actor(actor =>
        {
            actor.OnPreRestart = (_, _) =>
            {
                actor.Report("restarting");
                gate.Wait(Patience);
            };
            actor.On("fail", () => throw new InvalidOperationException());
            actor.OnAny(actor.Report);
        });
        actor.Tell("fail");
        await Expect("restarting");
        actor.Tell("later");
        gate.Set();

        await Expect("later");
    }

    private async Task<IActorRef> Child(SupervisorStrategy strategy)
    {
        Actor(parent =>
        {
            parent.Strategy = strategy;
            parent.OnPreRestart = (reason, _) => parent.Report($"parent restarts: {reason.Message}");
            var made = parent.Cell.ActorOf(Of(child =>
            {
                var count = 0;
                child.OnPreRestart = (_, _) => child.Report("restart");
                child.OnStop = () => child.Report("stop");
                child.On("fail", () => throw new InvalidOperationException("oops"));
                child.On("count", () => child.Report($"count {++count}"));
            }));
            if (parent.Cell.GetChildren().Single().Equals(made))
                parent.Report(new Made(made));
        });
        return (await Next<Made>()).Child;
    }

    private IActorRef Parent(SupervisorStrategy strategy, params string[] names) => Actor(parent =>
    {
        parent.Strategy = strategy;
        foreach (var name in names)
        {
            parent.Cell.ActorOf(Of(child =>
            {
                child.OnPostRestart = _ => child.Report($"{name} restarts");
                child.On("fail", () => throw new InvalidOperationException());
                child.On("say", () => child.Report(name));
            }), name);
        }

        parent.On<string>(order => parent.Cell.Child(order.Split(' ')[1]).Tell(order.Split(' ')[0]));
    });
}
