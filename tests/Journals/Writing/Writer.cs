using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;

namespace Weir.JournalTests.Writing;

/// <summary>Writes events one after the other, and says each one's number when it is acknowledged.</summary>
internal static class Writer
{
    public const string PersistenceId = "writer";

    public static async Task RunAsync(Config config, int batch)
    {
        using var system = TestSystem.Create(config);
        system.ActorOf(Props.Create(() => new WritingActor(batch)));
        await system.WhenTerminated;
    }

    private sealed class WritingActor : ReceivePersistentActor
    {
        private readonly int _batch;
        private long _next = 1;

        public WritingActor(int batch)
        {
            _batch = batch;
            Recover<Noted>(_ => _next++);
            Recover<RecoveryCompleted>(_ => Write());
            CommandAny(_ => { });
        }

        public override string PersistenceId => Writer.PersistenceId;

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Say("failed: " + cause.Message);

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => Say("failed: " + reason.Message);

        private static void Say(string line)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }

        private void Write()
        {
            List<Noted> events = [];
            for (var i = 0; i < _batch; i++)
            {
                events.Add(new Noted(_next++.ToString(CultureInfo.InvariantCulture) + new string('x', 200)));
            }

            PersistAll(events, _ => Say(LastSequenceNr.ToString(CultureInfo.InvariantCulture)));
            DeferAsync(0, _ => Write());
        }
    }
}
