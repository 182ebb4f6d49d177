using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

/// <summary>An actor whose behaviour a test gives in place.</summary>
public sealed class TestActor : ReceiveActor
{
    private readonly ActorTest _test;

    public TestActor(ActorTest test, Action<TestActor> setUp)
    {
        _test = test;
        setUp(this);
    }

    public Action? OnStart { get; set; }

    public Action? OnStop { get; set; }

    public Action<Exception, object>? OnPreRestart { get; set; }

    public Action<Exception>? OnPostRestart { get; set; }

    public SupervisorStrategy? Strategy { get; set; }

    public IActorContext Cell => Context;

    public IActorRef Me => Self;

    public IActorRef From => Sender;

    public void On<T>(Action<T> handler) => Receive(handler);

    public void On(string message, Action handler) => Receive<string>(text => text == message, _ => handler());

    public void OnAny(Action<object> handler) => ReceiveAny(handler);

    public void OnAsync<T>(Func<T, Task> handler) => ReceiveAsync(handler);

    public void Switch(Action configure) => Become(configure);

    public void SwitchStacked(Action configure) => BecomeStacked(configure);

    public void SwitchBack() => UnbecomeStacked();

    public void Report(object what) => _test.Report(what);

    protected override void PreStart()
    {
        OnStart?.Invoke();
        base.PreStart();
    }

    protected override void PostStop()
    {
        OnStop?.Invoke();
        base.PostStop();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        OnPreRestart?.Invoke(reason, message);
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        OnPostRestart?.Invoke(reason);
        base.PostRestart(reason);
    }

    protected override SupervisorStrategy SupervisorStrategy() => Strategy ?? base.SupervisorStrategy();
}
