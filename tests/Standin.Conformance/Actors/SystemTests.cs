using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Weir.Standin.Conformance.Actors;

public sealed class SystemTests : ActorTest
{
    [Fact]
    public async Task Termination_stops_every_actor_then_runs_what_was_registered_last_first()
    {
        Actor(actor => actor.OnStop = () => actor.Report("stop"));
        await Handled(Actor(_ => { }));
        System.RegisterOnTermination(() => Report("registered first"));
        System.RegisterOnTermination(() => Report("registered last"));
        System.WhenTerminated.IsCompleted.ShouldBeFalse();

        await System.Terminate();

        await Expect("stop", "registered last", "registered first");
        System.WhenTerminated.IsCompletedSuccessfully.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => System.RegisterOnTermination(() => { }));
    }

    [Fact]
    public async Task An_actor_cannot_be_made_after_the_end()
    {
        await System.Terminate();

        Should.Throw<InvalidOperationException>(() => Reporter());
    }

    [Theory]
    [InlineData("no space")]
    [InlineData("-dash-first")]
    [InlineData("a.b")]
    public void Bad_system_names_are_refused(string name) =>
        Should.Throw<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public void An_extension_is_made_once()
    {
        var first = new CounterId().Get(System);
        first.ShouldBeNull();

        var made = System.WithExtension<Counter, CounterId>();

        System.WithExtension<Counter, CounterId>().ShouldBeSameAs(made);
        new CounterId().Get(System).ShouldBeSameAs(made);
        System.HasExtension<Counter>().ShouldBeTrue();
    }

    [Fact]
    public async Task Setups_are_there_for_who_asks()
    {
        var setup = BootstrapSetup.Create()
            .WithConfig(ConfigurationFactory.ParseString("akka.loglevel = ERROR, my.key = 1"))
            .And(new OwnSetup("mine"));
        using var system = ActorSystem.Create("with-setup", setup);

        system.Settings.Config.GetInt("my.key").ShouldBe(1);
        system.Settings.Setup.Get<OwnSetup>().Value.Text.ShouldBe("mine");
        system.Settings.LogLevel.ShouldBe("ERROR");
        await system.Terminate();
    }

    [Fact]
    public async Task A_selection_finds_by_path_name_pattern_and_relation()
    {
        var parent = Actor(actor =>
        {
            actor.Cell.ActorOf(Of(child => child.OnAny(message => child.Report($"a {message}"))), "child-a");
            actor.Cell.ActorOf(Of(child => child.OnAny(message => child.Report($"b {message}"))), "child-b");
            actor.On<string>(path => actor.Cell.ActorSelection(path).Tell("hello"));
        }, "parent");
        await Handled(parent);

        System.ActorSelection("/user/parent/child-a").Tell("x");
        await Expect("a x");
        System.ActorSelection("akka://test/user/parent/child-b").Tell("x");
        await Expect("b x");
        System.ActorSelection("/user/*/child-?").Tell("x");
        new[] { await Next(), await Next() }.ShouldBe(["a x", "b x"], ignoreOrder: true);
        parent.Tell("child-a");
        await Expect("a hello");
        parent.Tell("../parent/child-b");
        await Expect("b hello");
        (await System.ActorSelection("/user/parent").ResolveOne(Patience)).ShouldBe(parent);
        await Should.ThrowAsync<ActorNotFoundException>(System.ActorSelection("/user/nobody").ResolveOne(TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void References_are_found_by_their_path()
    {
        var reporter = Reporter("found");
        var provider = ((ExtendedActorSystem)System).Provider;

        reporter.Path.ToString().ShouldBe("akka://test/user/found");
        provider.ResolveActorRef(reporter.Path.ToSerializationFormat()).ShouldBe(reporter);
        provider.ResolveActorRef("akka://test/user/found").ShouldBe(reporter);
        ActorPath.Parse("akka.tcp://other@host:99/user/a/b#7").Elements.ShouldBe(["user", "a", "b"]);
        Address.Parse("akka.tcp://other@host:99").Port.ShouldBe(99);
    }

    [Fact]
    public async Task Log_events_reach_subscribers_with_their_source()
    {
        using var system = ActorSystem.Create("logs", ConfigurationFactory.ParseString("akka.loglevel = WARNING, akka.stdout-loglevel = OFF, akka.loggers = []"));
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener(this))), typeof(LogEvent));
        var log = Logging.GetLogger(system, "my source");
        log.Info("below the level");
        log.Warning("{0} of {1}", 1, 2);

        var warning = await Next<Warning>();
        warning.Message.ToString().ShouldBe("1 of 2");
        warning.LogSource.ShouldStartWith("my source");
        await system.Terminate();
    }

    [Fact]
    public async Task A_logger_is_configured_by_its_type_and_gets_what_is_logged_up_to_the_end()
    {
        var sink = new LogSink();
        var setup = BootstrapSetup.Create()
            .WithConfig(ConfigurationFactory.ParseString($"akka.stdout-loglevel = OFF, akka.loggers = [\"{typeof(SinkLogger).AssemblyQualifiedName}\"]"))
            .And(sink);
        using var system = ActorSystem.Create("own-logger", setup);
        system.Log.Info("hello {0}", "there");
        await system.Terminate();

        sink.Lines.ShouldContain("hello there");
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(ActorTest test) => Receive<LogEvent>(test.Report);
    }

    private sealed class OwnSetup(string text) : Setup
    {
        public string Text { get; } = text;
    }

    private sealed class Counter : IExtension;

    private sealed class CounterId : ExtensionIdProvider<Counter>
    {
        public override Counter CreateExtension(ExtendedActorSystem system) => new();
    }

    private sealed class LogSink : Setup
    {
        public List<string> Lines { get; } = [];
    }

    private sealed class SinkLogger : ReceiveActor
    {
        public SinkLogger()
        {
            var lines = Context.System.Settings.Setup.Get<LogSink>().Value.Lines;
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(log => lines.Add(log.Message.ToString()!));
        }
    }
}
