using Akka.Actor;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.StreamRef;

/// <summary>What both sides of a stream reference share: one partner, watched, and waited for no longer than it is said.</summary>
internal abstract class StreamRefLogic(Shape shape, IActorRef? initialPartner, Attributes attributes) : TimerGraphStageLogic(shape)
{
    protected const string SubscriptionTimer = "subscription";

    protected IActorRef? Partner { get; private set; }

    protected IActorRef Self => StageActor.Ref;

    protected IActorRef? InitialPartner => initialPartner;

    protected StreamRefSettings Settings => ((ActorMaterializerImpl)Materializer).Settings.StreamRefSettings;

    protected TimeSpan SubscriptionTimeout => attributes.GetAttribute<StreamRefAttributes.SubscriptionTimeout>()?.Timeout ?? Settings.SubscriptionTimeout;

    protected TimeSpan DemandRedeliveryInterval =>
        attributes.GetAttribute<StreamRefAttributes.DemandRedeliveryInterval>()?.Timeout ?? Settings.DemandRedeliveryInterval;

    protected TimeSpan FinalTerminationSignalDeadline =>
        attributes.GetAttribute<StreamRefAttributes.FinalTerminationSignalDeadline>()?.Timeout ?? Settings.FinalTerminationSignalDeadline;

    protected int BufferCapacity => attributes.GetAttribute<StreamRefAttributes.BufferCapacity>()?.Capacity ?? Settings.BufferCapacity;

    public override void PreStart()
    {
        GetStageActor(args => Receive(args.Item1, args.Item2));
        if (initialPartner is not null)
            Accept(initialPartner, "The partner of a reference is its own");
    }

    protected abstract void Receive(IActorRef sender, object message);

    /// <summary>Called once, when it is known who is at the other side.</summary>
    protected virtual void Connected()
    {
    }

    /// <summary>Takes the first who speaks for the partner, and refuses all others.</summary>
    protected void Accept(IActorRef sender, string what)
    {
        if (Partner is null)
        {
            Partner = sender;
            StageActor.Watch(sender);
            Connected();
        }
        else if (!Partner.Equals(sender))
        {
            var error = new InvalidPartnerActorException(Partner, sender, what);
            sender.Tell(new RemoteStreamFailure(error.Message), Self);
            throw error;
        }
    }

    protected StreamRefSubscriptionTimeoutException NobodySubscribed() => new(
        $"[{Self.Path}] The other side did not run this reference within the subscription timeout of {SubscriptionTimeout}.");
}
