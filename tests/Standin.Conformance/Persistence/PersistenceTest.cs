using Akka.Actor;
using Weir.Standin.Conformance.Actors;

namespace Weir.Standin.Conformance.Persistence;

/// <summary>A system whose actors keep their events and snapshots in memory.</summary>
public abstract class PersistenceTest(string hocon = "") : ActorTest(
    hocon
    + """

      akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
      akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
      """)
{
    protected IActorRef Persistent(string id, Action<PersistentTestActor> setUp) =>
        System.ActorOf(PersistentProps(id, setUp));

    protected Props PersistentProps(string id, Action<PersistentTestActor> setUp) =>
        Props.Create(() => new PersistentTestActor(this, id, setUp));

    /// <summary>Writes events with a first actor, which has ended when this returns.</summary>
    protected async Task Written(string id, params object[] events)
    {
        var writer = Persistent(id, actor => actor.OnCommand<object[]>(all =>
        {
            actor.PersistAll(all, _ => { });
            actor.DeferAsync("written", actor.Report);
        }));
        writer.Tell(events);
        await Expect("written");
        await Stopped(writer);
    }
}
