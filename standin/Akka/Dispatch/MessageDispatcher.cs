using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>Gives mailboxes their turns.</summary>
public abstract class MessageDispatcher
{
    public const int DefaultThroughput = 100;

    private long _inhabitants;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public string Id { get; protected set; }

    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    /// <summary>How many messages one actor handles in a turn at most.</summary>
    public int Throughput { get; set; }

    /// <summary>How many ticks of 100 ns a turn may take before it ends; null for no limit.</summary>
    public long? ThroughputDeadlineTime { get; protected set; }

    public TimeSpan ShutdownTimeout { get; protected set; }

    protected long Inhabitants => Volatile.Read(ref _inhabitants);

    public virtual void Attach(ActorCell cell)
    {
        Interlocked.Increment(ref _inhabitants);
        RegisterForExecution(cell.Mailbox, false, true);
    }

    public virtual void Detach(ActorCell cell)
    {
        try
        {
            cell.Mailbox.CleanUp();
        }
        finally
        {
            if (Interlocked.Decrement(ref _inhabitants) == 0)
                OnUninhabited();
        }
    }

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        if (!mailbox.IsClosed)
        {
            mailbox.MessageQueue.Enqueue(cell.Self, envelope);
            if (mailbox.IsScheduled || RegisterForExecution(mailbox, true, false) || !mailbox.IsClosed)
                return;

            // The actor stopped meanwhile: its clean-up may have missed this message.
            mailbox.RejectUserMessages();
        }
        else
        {
            Mailboxes.DeadLetterQueue.Enqueue(cell.Self, envelope);
        }
    }

    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        if (cell.Mailbox.EnqueueSystemMessage(message))
            RegisterForExecution(cell.Mailbox, false, true);
        else
            cell.RejectSystemMessage(message);
    }

    public void Schedule(Action run) => ExecuteTask(new ActionRunnable(run));

    public void Schedule(IRunnable run) => ExecuteTask(run);

    protected abstract void ExecuteTask(IRunnable run);

    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) =>
        EventStream.Publish(new Error(ex, GetType().FullName, GetType(), ex.Message));

    internal virtual bool RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (!mailbox.CanBeScheduledForExecution(hasMessageHint, hasSystemMessageHint) || !mailbox.SetAsScheduled())
            return false;
        try
        {
            ExecuteTask(mailbox);
            return true;
        }
        catch (Exception exception)
        {
            mailbox.SetAsIdle();
            ReportFailure(exception);
            throw;
        }
    }

    internal virtual Mailbox CreateMailbox(ActorCell cell, MailboxType mailboxType) =>
        new(mailboxType.Create(cell.Self, cell.System));

    internal virtual void OnUninhabited()
    {
    }

    internal void ShutdownNow() => Shutdown();
}
