using Akka.Actor;
using Akka.Persistence;

namespace Weir.Standin.Conformance.Persistence;

public sealed class JournalFaultTests() : PersistenceTest(
    $$"""
    faulty {
      class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
      name = "the journal"
      recovery-event-timeout = 300ms
    }
    fragile {
      class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
      name = "the fragile journal"
      circuit-breaker { max-failures = 2, call-timeout = 10s, reset-timeout = 10m }
    }
    typeless { }
    """)
{
    [Fact]
    public async Task A_failed_write_stops_the_actor()
    {
        var actor = Faulty("a", self =>
        {
            self.OnFailure = (cause, @event, number) => self.Report($"{cause.Message}: {@event}, {number}");
            self.OnStop = () => self.Report("stopped");
            self.OnCommand<string>(text => self.Persist(text, self.Report));
        });
        actor.Tell("good");
        actor.Tell("fail");

        await Expect("good", "the journal failed: fail, 2", "stopped");
        await Stopped(actor);

        Faulty("a", self => self.ReportRecovery());
        await Expect("good", "recovered");
    }

    [Fact]
    public async Task A_refused_event_leaves_the_actor_at_work()
    {
        var actor = Faulty("a", self =>
        {
            self.OnRejection = (cause, @event, number) => self.Report($"{cause.Message}: {@event}, {number}");
            self.OnCommand<string>(text => self.Persist(text, self.Report));
        });
        actor.Tell("refuse");
        actor.Tell("good");

        await Expect("the journal refuses: refuse, 1", "good");
    }

    [Fact]
    public async Task Of_an_atomic_write_all_events_are_refused()
    {
        var actor = Faulty("a", self =>
        {
            self.OnRejection = (_, @event, _) => self.Report("refused " + @event);
            self.OnCommand<string[]>(all => self.PersistAll(all, self.Report));
        });
        actor.Tell(new[] { "x", "refuse", "y" });
        actor.Tell(new[] { "z" });

        await Expect("refused x", "refused refuse", "refused y", "z");
        await Stopped(actor);

        Faulty("a", self => self.ReportRecovery());
        await Expect("z", "recovered");
    }

    [Fact]
    public async Task Events_that_can_not_be_read_stop_the_actor()
    {
        Faulty("unreadable", self =>
        {
            self.OnFailedRecovery = (cause, _) => self.Report(cause.Message);
            self.OnStop = () => self.Report("stopped");
        });

        await Expect("the journal is unreadable", "stopped");
    }

    [Fact]
    public async Task A_journal_that_keeps_silent_stops_the_actor()
    {
        Faulty("silent", self =>
        {
            self.OnFailedRecovery = (cause, _) => self.Report(cause.GetType());
            self.OnStop = () => self.Report("stopped");
        });

        await Expect(typeof(RecoveryTimedOutException), "stopped");
    }

    [Fact]
    public async Task A_failed_deletion_is_told_to_the_actor()
    {
        var actor = Faulty("a", self =>
        {
            self.OnCommand("delete", () => self.DeleteMessages(1));
            self.OnCommand<DeleteMessagesFailure>(failure => self.Report((failure.Cause.Message, failure.ToSequenceNr)));
        });
        actor.Tell("delete");

        await Expect(("the journal deletes nothing", 1L));
    }

    [Fact]
    public async Task After_some_failures_in_a_row_the_journal_is_left_alone()
    {
        var journal = Akka.Persistence.Persistence.Instance.Apply(System).JournalFor("fragile");
        var actor = Reporter();
        var causes = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            journal.Tell(new DeleteMessagesTo("a", 1, actor));
            causes.Add((await Next<DeleteMessagesFailure>()).Cause.Message);
        }

        causes[0].ShouldBe("the fragile journal deletes nothing");
        causes[1].ShouldBe("the fragile journal deletes nothing");
        causes[2].ShouldContain("ircuit");
    }

    [Fact]
    public async Task A_plug_in_that_is_not_configured_keeps_the_actor_from_starting()
    {
        foreach (var id in new[] { "nowhere", "typeless" })
        {
            var supervisor = Actor(self =>
            {
                self.Strategy = new OneForOneStrategy(cause =>
                {
                    self.Report(cause.GetBaseException().Message);
                    return Directive.Stop;
                });
                self.OnStart = () => self.Cell.ActorOf(PersistentProps("a", actor => actor.Journals = id));
            });
            (await Next<string>()).ShouldContain(id);
        }
    }

    private IActorRef Faulty(string id, Action<PersistentTestActor> setUp) => Persistent(id, self =>
    {
        self.Journals = "faulty";
        setUp(self);
    });
}
