using Akka.Actor;
using Weir.Actors.Connectors;

namespace Weir.Samples.Embedded;

/// <summary>
/// Where visits come in. Passes them on to the job's present input, which answers whoever sent the visit; while there is none, as when
/// the job restarts, visits are rejected.
/// </summary>
internal sealed class DoorActor : ReceiveActor
{
    private IActorRef? _input;

    public DoorActor()
    {
        Receive<InputOpened>(opened =>
        {
            _input = opened.Input;
            Context.Watch(_input);
        });
        Receive<Terminated>(gone => _input = gone.ActorRef.Equals(_input) ? null : _input);
        Receive<Visit>(visit =>
        {
            if (_input is null)
            {
                Sender.Tell(new InputRejected("the job is not running at the moment"));
            }
            else
            {
                _input.Forward(visit);
            }
        });
    }
}
