using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Xunit.Sdk;

namespace Weir.Standin.Conformance.TestKit;

public sealed partial class EventFilterTests() : Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("akka.loglevel = DEBUG"))
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(LogLevel.ErrorLevel)]
    [InlineData(LogLevel.WarningLevel)]
    [InlineData(LogLevel.InfoLevel)]
    [InlineData(LogLevel.DebugLevel)]
    public void An_event_is_matched_by_level_and_text(LogLevel level)
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        EventFilter.ForLogLevel(level, message: "exactly this").ExpectOne(() => actor.Tell(new LogThis(level, "exactly this")));
        EventFilter.ForLogLevel(level, start: "exactly").ExpectOne(() => actor.Tell(new LogThis(level, "exactly this")));
        EventFilter.ForLogLevel(level, contains: "ACTLY").ExpectOne(() => actor.Tell(new LogThis(level, "exactly this")));
        EventFilter.ForLogLevel(level, EndsWithThis()).ExpectOne(() => actor.Tell(new LogThis(level, "exactly this")));
    }

    [Fact]
    public async Task Events_are_counted()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        EventFilter.Warning(start: "w").Expect(2, () =>
        {
            actor.Tell(new LogThis(LogLevel.WarningLevel, "w1"));
            actor.Tell(new LogThis(LogLevel.WarningLevel, "x"));
            actor.Tell(new LogThis(LogLevel.WarningLevel, "w2"));
        });
        await EventFilter.Info("i").ExpectOneAsync(() =>
        {
            actor.Tell(new LogThis(LogLevel.InfoLevel, "i"));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void A_missing_event_fails() =>
        Should.Throw<XunitException>(() => EventFilter.Error("never").ExpectOne(Short, () => { }));

    [Fact]
    public void An_event_where_none_is_expected_fails()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        EventFilter.Error().Expect(0, Short, () => { });
        Should.Throw<XunitException>(() => EventFilter.Error("e").Expect(0, TimeSpan.FromSeconds(1), () => actor.Tell(new LogThis(LogLevel.ErrorLevel, "e"))));
    }

    [Fact]
    public void Exceptions_of_actors_are_matched_by_type_and_text()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell(new InvalidOperationException("one")));
        EventFilter.Exception<InvalidOperationException>(contains: "tw").ExpectOne(() => actor.Tell(new InvalidOperationException("two")));
        EventFilter.Exception<Exception>("three").ExpectOne(() => actor.Tell(new InvalidOperationException("three")));
        EventFilter.Error(contains: "four").ExpectOne(() => actor.Tell(new InvalidOperationException("four")));
        Should.Throw<XunitException>(() => EventFilter.Exception<ArgumentException>().ExpectOne(Short, () => actor.Tell(new InvalidOperationException("five"))));
    }

    [Fact]
    public void The_source_is_matched()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>(), "named");
        EventFilter.Info("i", source: actor.Path.ToString()).ExpectOne(() => actor.Tell(new LogThis(LogLevel.InfoLevel, "i")));
        EventFilter.Info("i", source: "/user/named").ExpectOne(() => actor.Tell(new LogThis(LogLevel.InfoLevel, "i")));
        Should.Throw<XunitException>(() => EventFilter.Info("i", source: "/user/other").ExpectOne(Short, () => actor.Tell(new LogThis(LogLevel.InfoLevel, "i"))));
    }

    [Fact]
    public void Dead_letters_are_matched()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        EventFilter.DeadLetter().ExpectOne(() => actor.Tell("a"));
        EventFilter.DeadLetter<string>().ExpectOne(() => actor.Tell("a"));
        EventFilter.DeadLetter<string>(m => m == "b").ExpectOne(() => actor.Tell("b"));
        Should.Throw<XunitException>(() => EventFilter.DeadLetter<int>().ExpectOne(Short, () => actor.Tell("a")));
    }

    [Fact]
    public void Filters_add_up()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        EventFilter.Info("i").And.Warning("w").Expect(2, () =>
        {
            actor.Tell(new LogThis(LogLevel.InfoLevel, "i"));
            actor.Tell(new LogThis(LogLevel.WarningLevel, "w"));
        });
        EventFilter.Custom(e => e.Message.ToString() == "c").ExpectOne(() => actor.Tell(new LogThis(LogLevel.DebugLevel, "c")));
        EventFilter.Custom<Info>(e => e.LogClass == typeof(EchoActor)).ExpectOne(() => actor.Tell(new LogThis(LogLevel.InfoLevel, "c")));
    }

    [Fact]
    public void One_event_counts_once_even_if_two_filters_match()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        EventFilter.Info("i").And.Info(contains: "i").ExpectOne(() => actor.Tell(new LogThis(LogLevel.InfoLevel, "i")));
    }

    [Fact]
    public void Muting_gives_the_result_through() => EventFilter.Error().Mute(() => 7).ShouldBe(7);

    [GeneratedRegex("this$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndsWithThis();
}
