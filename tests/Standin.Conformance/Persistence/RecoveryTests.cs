using Akka.Actor;
using Akka.Persistence;

namespace Weir.Standin.Conformance.Persistence;

public sealed class RecoveryTests() : PersistenceTest(
    """
    akka.persistence.max-concurrent-recoveries = 3
    """)
{
    [Fact]
    public async Task Events_come_back_in_their_order_before_any_command()
    {
        await Written("a", 1, 2, 3);
        var actor = Persistent("a", self =>
        {
            self.ReportRecovery();
            self.OnCommand<string>(self.Report);
        });
        actor.Tell("command");

        await Expect(1, 2, 3, "recovered", "command");
    }

    [Fact]
    public async Task Recovery_of_nothing_completes()
    {
        Persistent("a", self => self.ReportRecovery());

        await Expect("recovered");
    }

    [Fact]
    public async Task The_handler_of_its_completion_may_persist_before_any_command()
    {
        await Written("a", "x");
        var actor = Persistent("a", self =>
        {
            self.OnRecover<RecoveryCompleted>(_ => self.Persist("epoch", each => self.Report((each, self.LastSequenceNr))));
            self.OnCommand<string>(self.Report);
        });
        actor.Tell("command");

        await Expect(("epoch", 2L), "command");
    }

    [Fact]
    public async Task An_actor_says_whether_it_recovers()
    {
        await Written("a", "x");
        var actor = Persistent("a", self =>
        {
            self.OnRecover<string>(_ => self.Report(self.IsRecovering));
            self.OnRecover<RecoveryCompleted>(_ => self.Report(self.IsRecovering));
            self.OnCommand<string>(_ => self.Report(self.IsRecoveryFinished));
        });
        actor.Tell("command");

        await Expect(true, false, true);
    }

    [Fact]
    public async Task Events_of_others_do_not_come()
    {
        await Written("a", "x");
        await Written("b", "y");
        Persistent("b", self => self.ReportRecovery());

        await Expect("y", "recovered");
    }

    [Fact]
    public async Task A_limit_stops_the_replay_and_the_next_event_follows_the_highest()
    {
        await Written("a", 1, 2, 3, 4);
        var actor = Persistent("a", self =>
        {
            self.RecoverWith = new Recovery(SnapshotSelectionCriteria.Latest, toSequenceNr: 3, replayMax: 2);
            self.ReportRecovery();
            self.OnCommand<string>(text => self.Persist(text, _ => self.Report(self.LastSequenceNr)));
        });
        actor.Tell("next");

        await Expect(1, 2, "recovered", 5L);
    }

    [Fact]
    public async Task Without_recovery_no_event_comes_and_the_next_follows_the_highest()
    {
        await Written("a", 1, 2);
        var actor = Persistent("a", self =>
        {
            self.RecoverWith = Recovery.None;
            self.ReportRecovery();
            self.OnCommand<string>(text => self.Persist(text, _ => self.Report(self.LastSequenceNr)));
        });
        actor.Tell("next");

        await Expect("recovered", 3L);
    }

    [Fact]
    public async Task A_handler_that_fails_ends_the_recovery_and_the_actor()
    {
        await Written("a", "x", "y");
        Persistent("a", self =>
        {
            self.OnFailedRecovery = (cause, message) => self.Report($"{cause.Message}: {message}");
            self.OnStop = () => self.Report("stopped");
            self.OnRecover<string>(text => throw new InvalidOperationException("no " + text));
        });

        await Expect("no x: x", "stopped");
    }

    [Fact]
    public async Task An_actor_without_an_identity_does_not_start()
    {
        var actor = Persistent(null!, self => self.OnStop = () => self.Report("stopped"));
        var watcher = Actor(self =>
        {
            self.OnStart = () => self.Cell.Watch(actor);
            self.On<Terminated>(terminated => self.Report(terminated.ActorRef));
        });

        await Expect(actor);
    }

    [Fact]
    public async Task More_actors_than_permits_recover()
    {
        const int Count = 40;
        for (var i = 0; i < Count; i++)
        {
            var number = i;
            Persistent("a" + i, self =>
            {
                self.OnRecover<RecoveryCompleted>(_ => self.Persist(number, self.Report));
            });
        }

        var reported = new List<object>();
        for (var i = 0; i < Count; i++)
            reported.Add(await Next());
        reported.Cast<int>().Order().ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public async Task A_restart_recovers_again()
    {
        var actor = Persistent("a", self =>
        {
            self.ReportRecovery();
            self.OnCommand("fail", () => throw new InvalidOperationException());
            self.OnCommand<int>(number => self.Persist(number, self.Report));
        });
        actor.Tell(1);
        actor.Tell("fail");
        actor.Tell(2);

        await Expect("recovered", 1, 1, "recovered", 2);
    }
}
