using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Sends answers on in the order of their numbers, in whatever order they come.</summary>
internal sealed class Resequencer : UntypedActor
{
    private readonly Dictionary<long, Answer> _early = [];
    private long _sent;

    protected override void OnReceive(object message)
    {
        var answer = (Answer)message;
        if (answer.Number != _sent + 1)
        {
            _early.Add(answer.Number, answer);
            return;
        }

        do
        {
            _sent = answer.Number;
            answer.Target.Tell(answer.Message, answer.Sender);
        }
        while (_early.Remove(_sent + 1, out answer));
    }

    internal sealed record Answer(object Message, long Number, IActorRef Target, IActorRef Sender) : INoSerializationVerificationNeeded;
}
