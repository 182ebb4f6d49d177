using Akka.Actor;

namespace Akka.Persistence;

internal sealed class RequestRecoveryPermit : INoSerializationVerificationNeeded
{
    public static readonly RequestRecoveryPermit Instance = new();
}

internal sealed class RecoveryPermitGranted : INoSerializationVerificationNeeded
{
    public static readonly RecoveryPermitGranted Instance = new();
}

internal sealed class ReturnRecoveryPermit : INoSerializationVerificationNeeded
{
    public static readonly ReturnRecoveryPermit Instance = new();
}

/// <summary>Lets so many actors recover at a time that journals are not swamped when many start at once.</summary>
internal sealed class RecoveryPermitter : UntypedActor
{
    private readonly int _permits;
    private readonly HashSet<IActorRef> _holders = [];
    private readonly LinkedList<IActorRef> _waiting = [];

    public RecoveryPermitter(int permits) => _permits = permits;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestRecoveryPermit when _holders.Contains(Sender):
                // Restarted while it recovered: the permit is still its own.
                Sender.Tell(RecoveryPermitGranted.Instance, Self);
                break;
            case RequestRecoveryPermit:
                Context.Watch(Sender);
                if (!_waiting.Contains(Sender))
                    _waiting.AddLast(Sender);
                GrantNext();
                break;
            case ReturnRecoveryPermit:
                Context.Unwatch(Sender);
                Return(Sender);
                break;
            case Terminated terminated:
                _waiting.Remove(terminated.ActorRef);
                Return(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Return(IActorRef holder)
    {
        _holders.Remove(holder);
        GrantNext();
    }

    private void GrantNext()
    {
        while (_holders.Count < _permits && _waiting.First is { Value: var next })
        {
            _waiting.RemoveFirst();
            _holders.Add(next);
            next.Tell(RecoveryPermitGranted.Instance, Self);
        }
    }
}
