using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Serialization;

namespace Akka.Actor;

/// <summary>One actor's life: its behaviour, children, watches and faults. All of it runs on the mailbox's turn unless it says otherwise.</summary>
public partial class ActorCell : IUntypedActorContext, ICell
{
    public const int UndefinedUid = 0;

    private readonly IInternalActorRef _self;
    private readonly ChildrenTable _children = new();
    private readonly MessageVerifier _verifier;
    private readonly Stack<Receive> _behaviors = new(1);
    private Receive _behavior;
    private ActorBase _actor;
    private ActorTaskScheduler _taskScheduler;
    private SupervisorStrategy _strategy;
    private Mailbox _mailbox;
    private IActorRef _sender;

    public ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        _self = self;
        Props = props;
        SystemImpl = system;
        Parent = parent;
        Dispatcher = dispatcher;
        _verifier = system.MessageVerifier;
    }

    public IActorRef Self => _self;

    public Props Props { get; }

    public ActorSystem System => SystemImpl;

    public ActorSystemImpl SystemImpl { get; }

    public IInternalActorRef Parent { get; }

    IActorRef IActorContext.Parent => Parent;

    public MessageDispatcher Dispatcher { get; }

    public Mailbox Mailbox => Volatile.Read(ref _mailbox);

    public bool IsLocal => true;

    public object CurrentMessage { get; internal set; }

    public int CurrentEnvelopeId { get; private set; }

    public IActorRef Sender => _sender ?? SystemImpl.DeadLetters;

    public bool HasMessages => Mailbox.MessageQueue.HasMessages;

    public int NumberOfMessages => Mailbox.MessageQueue.Count;

    public bool IsTerminated => Mailbox.IsClosed;

    public virtual ActorTaskScheduler TaskScheduler =>
        Volatile.Read(ref _taskScheduler)
        ?? Interlocked.CompareExchange(ref _taskScheduler, new ActorTaskScheduler(this), null)
        ?? _taskScheduler;

    protected bool IsTerminating => _children.IsTerminating;

    protected bool IsNormal => _children.IsNormal;

    internal ActorBase Actor => _actor;

    internal object CurrentActor => _actor;

    public static IActorRef GetCurrentSelfOrNoSender() => InternalCurrentActorCellKeeper.Current?.Self ?? ActorRefs.NoSender;

    public static IActorRef GetCurrentSenderOrNoSender() => InternalCurrentActorCellKeeper.Current?.Sender ?? ActorRefs.NoSender;

    /// <summary>Makes the mailbox. The actor itself is made on the mailbox's first turn.</summary>
    public void Init(bool sendSupervise, MailboxType mailboxType)
    {
        var mailbox = Dispatcher.CreateMailbox(this, mailboxType);
        mailbox.SetActor(this);
        mailbox.SetDispatcher(Dispatcher);
        Volatile.Write(ref _mailbox, mailbox);
        mailbox.EnqueueSystemMessage(new Create());
        if (sendSupervise)
            Parent.SendSystemMessage(new Supervise(_self, async: false));
    }

    public virtual void Start() => Dispatcher.Attach(this);

    public void Become(Receive receive)
    {
        if (_behaviors.Count > 0)
            _behaviors.Pop();
        BecomeStacked(receive);
    }

    public void BecomeStacked(Receive receive)
    {
        _behaviors.Push(receive);
        _behavior = receive;
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Handling(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Handling(receive));

    public void UnbecomeStacked()
    {
        if (_behaviors.Count > 1)
        {
            _behaviors.Pop();
            _behavior = _behaviors.Peek();
        }
        else
        {
            _behaviors.Clear();
            BecomeStacked(_actor.InvokeReceive);
        }
    }

    public void UseThreadContext(Action action)
    {
        var before = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = before;
        }
    }

    public virtual void SendMessage(Envelope message)
    {
        if (_verifier is not null)
            message = _verifier.RoundTrip(message, _self);
        Dispatcher.Dispatch(this, message);
    }

    public virtual void SendMessage(IActorRef sender, object message) =>
        SendMessage(new Envelope(message, sender, SystemImpl));

    public virtual void SendSystemMessage(ISystemMessage systemMessage) =>
        Dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public void Stop() => SendSystemMessage(new Terminate());

    public ActorSelection ActorSelection(string path) =>
        ActorRefFactoryShared.ActorSelection(path, SystemImpl, _self);

    public ActorSelection ActorSelection(ActorPath path) =>
        ActorRefFactoryShared.ActorSelection(path, SystemImpl);

    protected virtual ActorBase CreateNewActorInstance() => Props.NewActor();

    protected virtual void PreStart() => _actor.AroundPreStart();

    internal ILoggingAdapter Log => SystemImpl.Log;

    private static Receive Handling(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private ActorBase NewActor()
    {
        _behaviors.Clear();
        var actor = CreateNewActorInstance()
            ?? throw new ActorInitializationException(_self, "The actor's producer gave null; it has to give an instance.");
        if (actor is IInitializableActor initializable)
            initializable.Init();
        if (actor is IActorStash withStash)
            withStash.Stash = StashFactory.CreateStash(this, withStash);
        if (actor is IWithTimers withTimers)
            withTimers.Timers = _timers = new TimerScheduler(this);
        _actor = actor;
        _strategy = null;
        if (_behaviors.Count == 0)
            BecomeStacked(actor.InvokeReceive);
        return actor;
    }

    private void ClearActor(ActorBase actor)
    {
        if (actor is not null)
        {
            if (actor is IDisposable disposable)
                DisposeActor(disposable);
            Props.Release(actor);
            actor.Clear(SystemImpl.DeadLetters);
        }

        _actor = null;
        _behaviors.Clear();
        _behavior = null;
        CurrentMessage = null;
        _sender = null;
    }

    private void DisposeActor(IDisposable actor)
    {
        try
        {
            actor.Dispose();
        }
        catch (Exception exception)
        {
            PublishError(exception, $"Dispose of the stopped actor failed: {exception.Message}");
        }
    }

    private void PublishError(Exception cause, string message) =>
        SystemImpl.EventStream.Publish(new Error(cause, _self.Path.ToString(), _actor?.GetType() ?? GetType(), message));
}
