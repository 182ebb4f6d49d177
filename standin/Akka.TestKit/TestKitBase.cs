using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Configs;

namespace Akka.TestKit;

/// <summary>An actor system with an actor of the test in it, and the expectations of what that actor receives.</summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static int lastTestActorNumber;

    private readonly ITestKitAssertions assertions;
    private readonly Channel<MessageEnvelope> queue = Channel.CreateUnbounded<MessageEnvelope>();
    private TimeSpan? end;
    private bool lastWasNoMsg;
    private MessageEnvelope last = NullMessageEnvelope.Instance;

    /// <summary>In a system that exists or, where it is null, in one of its own.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystem system = null, string testActorName = null)
    {
        this.assertions = assertions ?? throw new ArgumentNullException(nameof(assertions));
        InitializeTest(system, (Config)null, null, testActorName);
    }

    /// <summary>In a system of its own with this configuration, over that of the test kit.</summary>
    protected TestKitBase(ITestKitAssertions assertions, Config config, string actorSystemName = null, string testActorName = null)
    {
        this.assertions = assertions ?? throw new ArgumentNullException(nameof(assertions));
        InitializeTest(null, config, actorSystemName, testActorName);
    }

    /// <summary>The time that the limits of Within are measured in.</summary>
    public static TimeSpan Now => TimeSpan.FromTicks(DateTime.UtcNow.Ticks);

    /// <summary>What a test kit needs of a configuration.</summary>
    public static Config DefaultConfig => TestConfigs.DefaultConfig;

    /// <summary>Logs all that actors receive, and their life cycle.</summary>
    public static Config FullDebugConfig { get; } = ConfigurationFactory.ParseString(
        """
        akka.log-dead-letters-during-shutdown = true
        akka.actor.debug.receive = true
        akka.actor.debug.autoreceive = true
        akka.actor.debug.lifecycle = true
        akka.actor.debug.event-stream = true
        akka.actor.debug.unhandled = true
        akka.actor.debug.fsm = true
        akka.actor.debug.router-misconfiguration = true
        akka.log-dead-letters = true
        akka.loglevel = DEBUG
        akka.stdout-loglevel = DEBUG
        """);

    /// <summary>The system.</summary>
    public ActorSystem Sys { get; private set; }

    /// <summary>The settings.</summary>
    public TestKitSettings TestKitSettings { get; private set; }

    /// <summary>The actor that expectations are about.</summary>
    public IActorRef TestActor { get; private set; }

    /// <summary>Who sent the last message that an expectation took.</summary>
    public IActorRef LastSender => last.Sender;

    /// <summary>The last message that an expectation took.</summary>
    public object LastMessage => last.Message;

    /// <summary>Whether messages wait for an expectation.</summary>
    public bool HasMessages => queue.Reader.Count > 0;

    /// <summary>A log in the name of the test.</summary>
    public ILoggingAdapter Log { get; private set; }

    /// <summary>Expectations of what the system logs.</summary>
    public EventFilterFactory EventFilter { get; private set; }

    /// <summary>What is left of the time of the enclosing Within.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (end is not { } limit)
            {
                throw new InvalidOperationException("Remaining has a value inside of Within only.");
            }

            var left = limit - Now;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>What is left of the time of the enclosing Within or, outside of one, the default time of an expectation.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    internal ITestKitAssertions TestAssertions => assertions;

    /// <summary>Expectations of what another system logs.</summary>
    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    /// <summary>Messages for which the function holds are not queued any more.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) =>
        TestActor.Tell(new InternalTestActor.Ignore(shouldIgnoreMessage), ActorRefs.NoSender);

    /// <summary>Messages of this type for which the function holds are not queued any more.</summary>
    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        IgnoreMessages(message => message is TMsg typed && shouldIgnoreMessage(typed));

    /// <summary>Messages of this type are not queued any more.</summary>
    public void IgnoreMessages<TMsg>() => IgnoreMessages(message => message is TMsg);

    /// <summary>All messages are queued again.</summary>
    public void IgnoreNoMessages() => IgnoreMessages(_ => false);

    /// <summary>Handles the messages to the test actor, besides queueing them.</summary>
    public void SetAutoPilot(AutoPilot pilot) => TestActor.Tell(new InternalTestActor.Pilot(pilot), ActorRefs.NoSender);

    /// <summary>The test actor gets Terminated when this actor stops. On return the watch is in place.</summary>
    public IActorRef Watch(IActorRef actorToWatch) => WatchAsync(actorToWatch).GetAwaiter().GetResult();

    /// <summary>The test actor gets Terminated when this actor stops. Once completed the watch is in place.</summary>
    public Task<IActorRef> WatchAsync(IActorRef actorToWatch) => AttendAsync(actorToWatch, watches: true);

    /// <summary>Ends a watch.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch) => UnwatchAsync(actorToUnwatch).GetAwaiter().GetResult();

    /// <summary>Ends a watch.</summary>
    public Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch) => AttendAsync(actorToUnwatch, watches: false);

    /// <summary>The time, multiplied by the time factor of the configuration.</summary>
    public TimeSpan Dilated(TimeSpan duration) => duration * TestKitSettings.TestTimeFactor;

    /// <summary>The time given, dilated, or what is left of the enclosing Within or, outside of one, the default.</summary>
    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } given)
        {
            return RemainingOrDefault;
        }

        if (given < TimeSpan.Zero && given != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException($"The waiting time {given} is negative.", nameof(duration));
        }

        return given == Timeout.InfiniteTimeSpan ? given : Dilated(given);
    }

    /// <summary>The same as <see cref="RemainingOrDilated"/>.</summary>
    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => RemainingOrDilated(timeout);

    /// <summary>Ends the system, and waits for it.</summary>
    /// <param name="duration">How long; null: 5 s, dilated.</param>
    /// <param name="verifySystemShutdown">Whether it is an error if the system has not ended by then.</param>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) =>
        Shutdown(Sys, duration, verifySystemShutdown);

    /// <summary>Ends a system, and waits for it.</summary>
    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        system ??= Sys;
        var limit = duration is { } given ? Dilated(given) : Dilated(TimeSpan.FromSeconds(5));
        if (system.Terminate().Wait(limit))
        {
            return;
        }

        var message = $"The system '{system.Name}' did not end within {limit}; actors still run.";
        if (verifySystemShutdown)
        {
            throw new TimeoutException(message);
        }

        system.Log.Warning(message);
    }

    /// <summary>An actor whose messages are expected apart from those of the test actor.</summary>
    public virtual TestProbe CreateTestProbe(string name = null) => CreateTestProbe(Sys, name);

    /// <summary>A probe in another system.</summary>
    public virtual TestProbe CreateTestProbe(ActorSystem system, string name = null) => new(system, assertions, name);

    /// <summary>Opens after some counts.</summary>
    public virtual TestLatch CreateTestLatch(int count = 1) => TestLatch.Dilated(Dilated, TestLatch.DefaultTimeout, count);

    /// <summary>Lets all go on when <paramref name="count"/> have come to it.</summary>
    public TestBarrier CreateTestBarrier(int count) => new(this, count);

    /// <summary>What is left of the time of the enclosing Within or, outside of one, the time given.</summary>
    protected TimeSpan RemainingOr(TimeSpan duration) =>
        end is not { } limit ? duration : limit > Now ? limit - Now : TimeSpan.Zero;

    /// <summary>Sets up the system, the test actor and the implicit sender.</summary>
    protected void InitializeTest(ActorSystem system, Config config, string actorSystemName, string testActorName)
    {
        if (system is null)
        {
            system = ActorSystem.Create(actorSystemName ?? "test", config.SafeWithFallback(DefaultConfig));
        }
        else
        {
            system.Settings.InjectTopLevelFallback(DefaultConfig);
        }

        Sys = system;
        system.RegisterExtension(new TestKitExtension());
        TestKitSettings = TestKitExtension.For(system);
        Log = Logging.GetLogger(system, GetType());
        EventFilter = new EventFilterFactory(this);
        TestActor = StartTestActor(
            system,
            string.IsNullOrEmpty(testActorName) ? $"testActor{Interlocked.Increment(ref lastTestActorNumber)}" : testActorName);
        if (this is not INoImplicitSender)
        {
            InternalCurrentActorCellKeeper.Current = (ActorCell)((ActorRefWithCell)TestActor).Underlying;
        }
        else if (this is not TestProbe)
        {
            InternalCurrentActorCellKeeper.Current = null;
        }

        // A probe is made inside of a test, or on any other thread: what that thread runs on is not its business.
        if (this is not TestProbe)
        {
            SynchronizationContext.SetSynchronizationContext(
                new ActorCellKeepingSynchronizationContext(InternalCurrentActorCellKeeper.Current));
        }
    }

    /// <summary>Takes the implicit sender off this thread: threads outlive tests.</summary>
    internal static void LeaveThread()
    {
        InternalCurrentActorCellKeeper.Current = null;
        if (SynchronizationContext.Current is ActorCellKeepingSynchronizationContext)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private IActorRef StartTestActor(ActorSystem system, string name)
    {
        var props = Props.Create(() => new InternalTestActor(queue)).WithDispatcher("akka.test.test-actor.dispatcher");
        return ((ExtendedActorSystem)system).SystemActorOf(props, name);
    }

    private async Task<IActorRef> AttendAsync(IActorRef actor, bool watches)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new InternalTestActor.Attend(actor, watches, done), ActorRefs.NoSender);
        await done.Task.WaitAsync(RemainingOrDefault).ConfigureAwait(false);
        return actor;
    }
}
