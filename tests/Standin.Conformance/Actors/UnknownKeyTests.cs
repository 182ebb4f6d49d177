using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Weir.Standin.Conformance.Actors;

public sealed class UnknownKeyTests
{
    [StandinFact]
    public async Task A_key_without_effect_is_logged_once_with_its_path()
    {
        var config = ConfigurationFactory.ParseString(
            $$"""
            akka.stdout-loglevel = OFF
            akka.loggers = ["{{typeof(Collector).AssemblyQualifiedName}}"]
            akka.actor.debug.receive = on
            akka.actor.own-dispatcher { type = Dispatcher, throughput = 7 }
            akka.actor.typed.timeout = 5s
            akka.actor.deployment { /a { dispatcher = akka.actor.own-dispatcher } }
            akka.stream.materializer.debug = 1
            my.key = 1
            """);
        var collected = new Collected();
        using var system = ActorSystem.Create("keys", BootstrapSetup.Create().WithConfig(config).And(collected));
        await system.Terminate();

        collected.Lines.Count.ShouldBe(2, string.Join(Environment.NewLine, collected.Lines));
        collected.Lines.ShouldContain(line => line.Contains("akka.actor.debug.receive", StringComparison.Ordinal));
        collected.Lines.ShouldContain(line => line.Contains("akka.actor.typed", StringComparison.Ordinal));
    }

    private sealed class Collected : Akka.Actor.Setup.Setup
    {
        public List<string> Lines { get; } = [];
    }

    private sealed class Collector : ReceiveActor
    {
        public Collector()
        {
            var lines = Context.System.Settings.Setup.Get<Collected>().Value.Lines;
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<Warning>(warning => lines.Add(warning.Message.ToString()!));
        }
    }
}
