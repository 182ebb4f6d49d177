using Akka.Actor;

namespace Weir.Standin.Conformance.Persistence;

public sealed class PersistTests : PersistenceTest
{
    [Fact]
    public async Task Handlers_run_in_the_order_of_their_events()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number =>
        {
            self.Persist($"{number}a", self.Report);
            self.Persist($"{number}b", self.Report);
        }));
        actor.Tell(1);
        actor.Tell(2);

        await Expect("1a", "1b", "2a", "2b");
    }

    [Fact]
    public async Task Commands_wait_until_the_handlers_have_run()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number =>
        {
            self.Report(number);
            self.Persist($"of {number}", self.Report);
        }));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);

        await Expect(1, "of 1", 2, "of 2", 3, "of 3");
    }

    [Fact]
    public async Task Handlers_see_the_sender_of_the_command()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number => self.Persist(number, each => self.From.Tell(each + 1))));

        (await actor.Ask<int>(1, Patience)).ShouldBe(2);
    }

    [Fact]
    public async Task An_event_persisted_by_a_handler_comes_before_the_next_command()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number =>
        {
            self.Report(number);
            self.Persist($"{number} outer", outer =>
            {
                self.Report(outer);
                self.Persist($"{number} inner", self.Report);
            });
        }));
        actor.Tell(1);
        actor.Tell(2);

        await Expect(1, "1 outer", "1 inner", 2, "2 outer", "2 inner");
    }

    [Fact]
    public async Task All_of_many_are_handled_before_the_next_command()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number =>
        {
            self.PersistAll([$"{number}a", $"{number}b", $"{number}c"], self.Report);
            self.Report(number);
        }));
        actor.Tell(1);
        actor.Tell(2);

        await Expect(1, "1a", "1b", "1c", 2, "2a", "2b", "2c");
    }

    [Fact]
    public async Task All_of_none_runs_no_handler_and_holds_up_no_command()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number =>
        {
            self.PersistAll(Array.Empty<string>(), self.Report);
            self.Report(number);
        }));
        actor.Tell(1);
        actor.Tell(2);

        await Expect(1, 2);
    }

    [Fact]
    public async Task What_is_deferred_comes_after_the_events_before_it()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number =>
        {
            self.Persist($"{number}a", self.Report);
            self.DeferAsync($"{number} deferred", self.Report);
            self.Persist($"{number}b", self.Report);
        }));
        actor.Tell(1);

        await Expect("1a", "1 deferred", "1b");
    }

    [Fact]
    public async Task What_is_deferred_with_nothing_pending_runs_at_once()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(_ =>
        {
            self.DeferAsync("deferred", self.Report);
            self.Report("after");
        }));
        actor.Tell(1);

        await Expect("deferred", "after");
    }

    [Fact]
    public async Task Asynchronous_events_keep_their_order_and_hold_up_no_command()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(number =>
        {
            self.PersistAsync($"{number}a", self.Report);
            self.PersistAllAsync([$"{number}b", $"{number}c"], self.Report);
        }));
        for (var i = 1; i <= 3; i++)
            actor.Tell(i);

        await Expect("1a", "1b", "1c", "2a", "2b", "2c", "3a", "3b", "3c");
    }

    [Fact]
    public async Task The_last_sequence_number_is_that_of_the_event_at_hand()
    {
        var actor = Persistent("a", self => self.OnCommand<int>(_ =>
            self.PersistAll(["x", "y"], _ => self.Report(self.LastSequenceNr))));
        actor.Tell(1);
        actor.Tell(2);

        await Expect(1L, 2L, 3L, 4L);
    }

    [Fact]
    public async Task The_stash_of_the_user_is_apart_from_the_one_of_persisting()
    {
        var actor = Persistent("a", self =>
        {
            self.OnCommand<int>(_ => self.Stash.Stash());
            self.OnCommand("open", () => self.Persist("opened", each =>
            {
                self.Report(each);
                self.Switch(() => self.OnCommand<int>(self.Report));
            }));
        });
        foreach (var command in new object[] { 1, 2, "open", 3 })
            actor.Tell(command);

        await Expect("opened", 3);
        await Handled(actor);
        await Stopped(actor);
        NothingReported();
    }

    [Fact]
    public async Task What_the_user_stashed_comes_back_when_the_user_says_so()
    {
        var actor = Persistent("a", self =>
        {
            self.OnCommand<int>(_ => self.Stash.Stash());
            self.OnCommand("open", () =>
            {
                self.Persist("opened", self.Report);
                self.Switch(() => self.OnCommand<int>(number => self.Persist(number, self.Report)));
                self.Stash.UnstashAll();
            });
        });
        foreach (var command in new object[] { 1, 2, "open", 3 })
            actor.Tell(command);

        await Expect("opened", 1, 2, 3);
    }

    [Fact]
    public async Task A_command_handled_asynchronously_persists_after_its_await()
    {
        var actor = Persistent("a", self =>
        {
            self.OnCommandAsync("slow", async () =>
            {
                await Task.Yield();
                self.Persist("of slow", self.Report);
            });
            self.OnCommand<int>(number => self.Report(number));
        });
        actor.Tell("slow");
        actor.Tell(1);

        await Expect("of slow", 1);
    }

    [Fact]
    public async Task A_failing_handler_restarts_the_actor_which_recovers_the_event()
    {
        var actor = Persistent("a", self =>
        {
            self.ReportRecovery();
            self.OnCommand<string>(text => self.Persist(text, each =>
            {
                if (each == "fail")
                    throw new InvalidOperationException(each);
            }));
        });
        actor.Tell("a");
        actor.Tell("fail");
        actor.Tell("b");
        await Expect("recovered", "a", "fail", "recovered");
        await Handled(actor);
        await Stopped(actor);

        Persistent("a", self => self.ReportRecovery());
        await Expect("a", "fail", "b", "recovered");
    }

    [Fact]
    public async Task Persisting_during_recovery_is_refused()
    {
        await Written("a", "x");
        Persistent("a", self =>
        {
            self.OnRecover<string>(_ => self.Report(Should.Throw<InvalidOperationException>(() => self.Persist("y", _ => { }))));
        });

        await Next<InvalidOperationException>();
    }
}
