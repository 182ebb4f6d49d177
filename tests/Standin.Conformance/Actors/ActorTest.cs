using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;

namespace Weir.Standin.Conformance.Actors;

/// <summary>A system of its own for each test, and a channel that actors report to.</summary>
public abstract class ActorTest : IAsyncLifetime
{
    private const string Quiet = "akka.stdout-loglevel = OFF, akka.loglevel = OFF, akka.log-dead-letters = off";

    private readonly Channel<object> _reports = Channel.CreateUnbounded<object>();

    protected ActorTest(string hocon = "") =>
        System = ActorSystem.Create("test", ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString(Quiet)));

    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    protected ActorSystem System { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => System.Terminate();

    protected internal void Report(object what) => _reports.Writer.TryWrite(what).ShouldBeTrue();

    protected async Task<object> Next() => await _reports.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    protected async Task<T> Next<T>() => (await Next()).ShouldBeOfType<T>();

    protected async Task Expect(params object[] reports)
    {
        foreach (var report in reports)
            (await Next()).ShouldBe(report);
    }

    /// <summary>Holds when what was said before it was dealt with: an actor without a mailbox of its own could not answer.</summary>
    protected void NothingReported() =>
        _reports.Reader.TryRead(out var report).ShouldBeFalse($"there was a report: {report}");

    protected IActorRef Reporter(string? name = null) => System.ActorOf(Props.Create(() => new ReportingActor(this)), name);

    protected IActorRef Actor(Action<TestActor> setUp, string? name = null) =>
        System.ActorOf(Props.Create(() => new TestActor(this, setUp)), name);

    protected Props Of(Action<TestActor> setUp) => Props.Create(() => new TestActor(this, setUp));

    /// <summary>Returns when the actor has handled all that it was told before.</summary>
    protected static Task Handled(IActorRef actor) => actor.Ask<ActorIdentity>(new Identify(1), Patience);

    /// <summary>Returns when the actor has stopped, as the system sees it.</summary>
    protected static async Task Stopped(IActorRef actor) => (await actor.GracefulStop(Patience)).ShouldBeTrue();

    private sealed class ReportingActor : ReceiveActor
    {
        public ReportingActor(ActorTest test) => ReceiveAny(test.Report);
    }
}
