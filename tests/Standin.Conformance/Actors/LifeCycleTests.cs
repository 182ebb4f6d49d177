using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

public sealed class LifeCycleTests : ActorTest
{
    [Fact]
    public async Task Messages_of_one_sender_come_in_their_order()
    {
        const int Count = 100_000;
        var next = 0;
        var done = new TaskCompletionSource();
        var receiver = Actor(actor => actor.On<int>(number =>
        {
            if (number != next)
                done.TrySetException(new InvalidOperationException($"{number} came instead of {next}"));
            if (++next == Count)
                done.TrySetResult();
        }));

        for (var i = 0; i < Count; i++)
            receiver.Tell(i);

        await done.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Starts_before_the_first_message_and_stops_after_the_last()
    {
        var actor = Actor(actor =>
        {
            actor.OnStart = () => actor.Report("start");
            actor.OnStop = () => actor.Report("stop");
            actor.OnAny(actor.Report);
        });
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(PoisonPill.Instance);

        await Expect("start", "a", "b", "stop");
    }

    [Fact]
    public async Task Restart_keeps_the_reference_and_the_mailbox()
    {
        var incarnation = 0;
        var actor = Actor(actor =>
        {
            var mine = ++incarnation;
            actor.OnPreRestart = (reason, message) => actor.Report($"pre {mine} {reason.Message} {message}");
            actor.OnPostRestart = reason => actor.Report($"post {mine} {reason.Message}");
            actor.On("fail", () => throw new InvalidOperationException("oops"));
            actor.OnAny(message => actor.Report($"{message} {mine}"));
        });
        actor.Tell("a");
        actor.Tell("fail");
        actor.Tell("b");

        await Expect("a 1", "pre 1 oops fail", "post 2 oops", "b 2");
        (await actor.Ask<ActorIdentity>(new Identify(null), Patience)).Subject.ShouldBe(actor);
    }

    [Fact]
    public async Task Restart_runs_stop_on_the_old_instance_and_start_on_the_new_one()
    {
        var incarnation = 0;
        var actor = Actor(actor =>
        {
            var mine = ++incarnation;
            actor.OnStart = () => actor.Report($"start {mine}");
            actor.OnStop = () => actor.Report($"stop {mine}");
            actor.OnAny(_ => throw new InvalidOperationException());
        });
        actor.Tell("fail");

        await Expect("start 1", "stop 1", "start 2");
    }

    [Fact]
    public async Task Restart_stops_the_children_first()
    {
        var incarnation = 0;
        var parent = Actor(actor =>
        {
            var mine = ++incarnation;
            actor.OnStart = () => actor.Cell.ActorOf(Of(child =>
            {
                child.OnStart = () => child.Report($"child of {mine} starts");
                child.OnStop = () => child.Report($"child of {mine} stops");
            }), "child");
            actor.OnPostRestart = _ => actor.Report("restarted");
            actor.OnAny(_ => throw new InvalidOperationException());
        });
        await Expect("child of 1 starts");

        parent.Tell("fail");

        await Expect("child of 1 stops", "restarted", "child of 2 starts");
    }

    [Fact]
    public async Task Children_stop_before_their_parent()
    {
        var parent = Actor(actor =>
        {
            actor.Cell.ActorOf(Of(child =>
            {
                child.Cell.ActorOf(Of(grandchild => grandchild.OnStop = () => grandchild.Report("grandchild")));
                child.OnStop = () => child.Report("child");
            }));
            actor.OnStop = () => actor.Report("parent");
        });

        System.Stop(parent);

        await Expect("grandchild", "child", "parent");
    }

    [Fact]
    public async Task Become_replaces_and_unbecome_goes_back()
    {
        var actor = Actor(actor =>
        {
            actor.On("stack", () => actor.SwitchStacked(() =>
            {
                actor.On("back", actor.SwitchBack);
                actor.OnAny(message => actor.Report($"second {message}"));
            }));
            actor.OnAny(message => actor.Report($"first {message}"));
        });
        foreach (var message in new[] { "a", "stack", "b", "back", "c" })
            actor.Tell(message);

        await Expect("first a", "second b", "first c");
    }

    [Fact]
    public async Task Restart_goes_back_to_the_first_behaviour()
    {
        var actor = Actor(actor =>
        {
            actor.On("swap", () => actor.Switch(() =>
            {
                actor.On("fail", () => throw new InvalidOperationException());
                actor.OnAny(_ => actor.Report("swapped"));
            }));
            actor.OnAny(_ => actor.Report("first"));
        });
        foreach (var message in new[] { "a", "swap", "b", "fail", "c" })
            actor.Tell(message);

        await Expect("first", "swapped", "first");
    }

    [Fact]
    public async Task A_name_is_free_again_once_its_actor_has_stopped()
    {
        var first = Reporter("named");
        Should.Throw<InvalidActorNameException>(() => Reporter("named"));

        await Stopped(first);
        var deadline = DateTime.UtcNow + Patience;
        IActorRef? second = null;
        while (second is null && DateTime.UtcNow < deadline)
        {
            // The parent learns of the end a moment after those that watch.
            try
            {
                second = Reporter("named");
            }
            catch (InvalidActorNameException)
            {
                await Task.Yield();
            }
        }

        second.ShouldNotBeNull();
        second.Path.ShouldBe(first.Path);
        second.ShouldNotBe(first);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$a")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public void Bad_names_are_refused(string name) =>
        Should.Throw<InvalidActorNameException>(() => Reporter(name));

    [Fact]
    public void A_null_message_is_refused() =>
        Should.Throw<InvalidMessageException>(() => Reporter().Tell(null!));

    [Fact]
    public Task An_actor_cannot_be_made_with_new() =>
        // On a thread of its own: a test kit leaves its own actor current on the thread that it was made on.
        Task.Factory.StartNew(
            () => Should.Throw<ActorInitializationException>(() => new TestActor(this, _ => { })),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [Fact]
    public async Task A_failed_constructor_stops_the_actor()
    {
        var actor = Actor(_ => throw new InvalidOperationException("no"));
        var watcher = Actor(watching =>
        {
            watching.Cell.Watch(actor);
            watching.On<Terminated>(terminated => watching.Report(terminated.ActorRef));
        });

        await Expect(actor);
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task The_receive_timeout_comes_when_no_message_does_and_ends_when_it_is_turned_off()
    {
        var actor = Actor(actor =>
        {
            actor.Cell.SetReceiveTimeout(TimeSpan.FromMilliseconds(50));
            actor.On<ReceiveTimeout>(_ =>
            {
                actor.Cell.SetReceiveTimeout(null);
                actor.Report("timeout");
            });
            actor.OnAny(actor.Report);
        });

        await Expect("timeout");
        await Task.Delay(200);
        actor.Tell("end");
        await Expect("end");
    }

    [Fact]
    public async Task Handlers_cannot_follow_one_that_takes_every_message()
    {
        var failure = new TaskCompletionSource<Exception>();
        Actor(actor =>
        {
            actor.OnAny(_ => { });
            try
            {
                actor.On<string>(_ => { });
                failure.SetException(new InvalidOperationException("the handler was taken"));
            }
            catch (InvalidOperationException exception)
            {
                failure.SetResult(exception);
            }
        });

        (await failure.Task.WaitAsync(Patience)).ShouldNotBeNull();
    }
}
