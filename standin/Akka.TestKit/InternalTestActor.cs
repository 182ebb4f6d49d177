using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>Queues what it receives, for the expectations of its test kit.</summary>
internal sealed class InternalTestActor : ActorBase
{
    private readonly Channel<MessageEnvelope> queue;
    private Func<object, bool> isIgnored = _ => false;
    private AutoPilot autoPilot = AutoPilot.NoAutoPilot;

    public InternalTestActor(Channel<MessageEnvelope> queue)
    {
        this.queue = queue;
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Ignore ignore:
                isIgnored = ignore.IsIgnored;
                return true;
            case Pilot pilot:
                autoPilot = pilot.AutoPilot;
                return true;
            case Attend { Watches: true } watch:
                Context.Watch(watch.Actor);
                watch.Done.TrySetResult();
                return true;
            case Attend unwatch:
                Context.Unwatch(unwatch.Actor);
                unwatch.Done.TrySetResult();
                return true;
            case Spawn spawn:
                spawn.Run(Context);
                return true;
        }

        var next = autoPilot.Run(Sender, message);
        if (next is not KeepRunning)
        {
            autoPilot = next;
        }

        if (!isIgnored(message))
        {
            queue.Writer.TryWrite(new RealMessageEnvelope(message, Sender));
        }

        return true;
    }

    protected override void PostStop()
    {
        while (queue.Reader.TryRead(out var envelope))
        {
            Context.System.DeadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender, Self), envelope.Sender);
        }
    }

    /// <summary>Which messages are not queued.</summary>
    internal sealed record Ignore(Func<object, bool> IsIgnored) : INoSerializationVerificationNeeded;

    /// <summary>Who handles the messages from now on.</summary>
    internal sealed record Pilot(AutoPilot AutoPilot) : INoSerializationVerificationNeeded;

    /// <summary>Starts or ends watching an actor.</summary>
    internal sealed record Attend(IActorRef Actor, bool Watches, TaskCompletionSource Done) : INoSerializationVerificationNeeded;

    /// <summary>Starts a child of the test actor.</summary>
    internal sealed record Spawn(Props Props, string Name, TaskCompletionSource<IActorRef> Started) : INoSerializationVerificationNeeded
    {
        internal void Run(IActorContext context)
        {
            try
            {
                Started.TrySetResult(context.ActorOf(Props, Name));
            }
            catch (Exception e) when (e is InvalidActorNameException or ConfigurationException or InvalidOperationException)
            {
                Started.TrySetException(e);
            }
        }
    }
}
