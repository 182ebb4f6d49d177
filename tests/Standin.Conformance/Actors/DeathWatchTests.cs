using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

public sealed class DeathWatchTests : ActorTest
{
    [Fact]
    public async Task Terminated_comes_exactly_once_however_often_it_was_watched()
    {
        var subject = Reporter();
        var watcher = Watcher(subject, times: 3);
        await Handled(watcher);

        System.Stop(subject);
        await Expect(subject);
        await Handled(watcher);
        watcher.Tell("end");

        await Expect("end");
    }

    [Fact]
    public async Task Terminated_comes_after_PostStop_and_after_the_last_message_of_the_subject()
    {
        var subject = Actor(actor =>
        {
            actor.OnStop = () => actor.Report("stopped");
            actor.OnAny(_ => actor.Report("handled"));
        });
        var watcher = Watcher(subject);
        await Handled(watcher);
        subject.Tell("a");
        subject.Tell(PoisonPill.Instance);

        await Expect("handled", "stopped", subject);
    }

    [Fact]
    public async Task A_watch_of_what_has_stopped_already_is_answered()
    {
        var subject = Reporter();
        await Stopped(subject);
        Watcher(subject);

        await Expect(subject);
    }

    [Fact]
    public async Task A_watch_of_a_path_without_an_actor_is_answered()
    {
        var nobody = ((ExtendedActorSystem)System).Provider.ResolveActorRef("akka://test/user/nobody");
        Watcher(nobody);

        await Expect(nobody);
    }

    [Fact]
    public async Task Unwatch_takes_back_even_a_notice_in_the_mailbox()
    {
        var subject = Reporter();
        var (entered, gate) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var watcher = Actor(actor =>
        {
            actor.Cell.Watch(subject);
            actor.On("wait", () =>
            {
                entered.SetResult();
                gate.Wait(Patience);
                actor.Cell.Unwatch(subject);
            });
            actor.OnAny(actor.Report);
        });
        watcher.Tell("wait");
        await entered.Task;
        await Stopped(subject);
        gate.Set();
        await Handled(watcher);
        watcher.Tell("end");

        await Expect("end");
    }

    [Fact]
    public async Task WatchWith_gives_the_message_instead_of_Terminated()
    {
        var subject = Reporter();
        var watcher = Actor(actor =>
        {
            actor.Cell.WatchWith(subject, "gone");
            actor.OnAny(actor.Report);
        });
        await Handled(watcher);
        System.Stop(subject);

        await Expect("gone");
    }

    [Fact]
    public async Task Who_does_not_handle_Terminated_stops()
    {
        var subject = Reporter();
        var watcher = Actor(actor =>
        {
            actor.Cell.Watch(subject);
            actor.OnStop = () => actor.Report("stop");
            actor.On<string>(_ => { });
        });
        await Handled(watcher);
        System.Stop(subject);

        await Expect("stop");
        await Stopped(watcher);
    }

    [Fact]
    public async Task A_restart_is_no_end()
    {
        var subject = Actor(actor => actor.OnAny(_ => throw new InvalidOperationException()));
        var watcher = Watcher(subject);
        await Handled(watcher);
        subject.Tell("fail");
        await Handled(subject);
        await Handled(watcher);
        watcher.Tell("end");

        await Expect("end");
    }

    [Fact]
    public async Task A_parent_can_watch_and_stop_its_child()
    {
        Actor(parent =>
        {
            var child = parent.Cell.Watch(parent.Cell.ActorOf(Of(_ => { }), "child"));
            parent.On<Terminated>(terminated =>
            {
                parent.Report(terminated.ActorRef.Path.Name);
                parent.Report(parent.Cell.Child("child").IsNobody());
            });
            parent.Cell.Stop(child);
        });

        await Expect("child", true);
    }

    [Fact]
    public async Task GracefulStop_says_false_when_the_actor_does_not_stop_in_time()
    {
        var gate = new ManualResetEventSlim();
        var actor = Actor(actor => actor.OnAny(_ => gate.Wait(Patience)));
        actor.Tell("block");

        (await actor.GracefulStop(TimeSpan.FromMilliseconds(50))).ShouldBeFalse();
        gate.Set();
    }

    private IActorRef Watcher(IActorRef subject, int times = 1) => Actor(actor =>
    {
        for (var i = 0; i < times; i++)
            actor.Cell.Watch(subject);
        actor.On<Terminated>(terminated => actor.Report(terminated.ActorRef));
        actor.OnAny(actor.Report);
    });
}
