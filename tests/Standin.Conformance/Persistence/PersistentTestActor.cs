using Akka.Actor;
using Akka.Persistence;
using Weir.Standin.Conformance.Actors;

namespace Weir.Standin.Conformance.Persistence;

/// <summary>A persistent actor whose behaviour a test gives in place.</summary>
public sealed class PersistentTestActor : ReceivePersistentActor
{
    private readonly ActorTest _test;

    public PersistentTestActor(ActorTest test, string persistenceId, Action<PersistentTestActor> setUp)
    {
        _test = test;
        PersistenceId = persistenceId;
        setUp(this);
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => RecoverWith ?? base.Recovery;

    public Recovery? RecoverWith { get; set; }

    public Action<Exception, object, long>? OnFailure { get; set; }

    public Action<Exception, object, long>? OnRejection { get; set; }

    public Action<Exception, object?>? OnFailedRecovery { get; set; }

    public Action? OnStop { get; set; }

    public IActorRef From => Sender;

    public IActorContext Cell => Context;

    public string Journals
    {
        get => JournalPluginId;
        set => JournalPluginId = value;
    }

    public string SnapshotStores
    {
        get => SnapshotPluginId;
        set => SnapshotPluginId = value;
    }

    public void OnCommand<T>(Action<T> handler) => Command(handler);

    public void OnCommand(string command, Action handler) => Command<string>(text => text == command, _ => handler());

    public void OnCommandAsync(string command, Func<Task> handler) => CommandAsync<string>(text => text == command, _ => handler());

    public void OnRecover<T>(Action<T> handler) => Recover(handler);

    public void ReportRecovery() => RecoverAny(message => _test.Report(message is RecoveryCompleted ? "recovered" : message));

    public void Switch(Action configure) => Become(configure);

    public void Report<T>(T what)
        where T : notnull => _test.Report(what);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        OnFailure?.Invoke(cause, @event, sequenceNr);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        OnRejection?.Invoke(cause, @event, sequenceNr);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        base.OnRecoveryFailure(reason, message);
        OnFailedRecovery?.Invoke(reason, message);
    }

    protected override void PostStop()
    {
        OnStop?.Invoke();
        base.PostStop();
    }
}
