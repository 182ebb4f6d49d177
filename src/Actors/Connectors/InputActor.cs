using Akka.Actor;

namespace Weir.Actors.Connectors;

/// <summary>Takes the records that actors send to a job.</summary>
internal sealed class InputActor<T> : ReceiveActor
{
    private readonly Handover<(T Record, byte Offset)> _records;
    private readonly Queue<(T Record, IActorRef Sender)> _waiting = new();
    private readonly int _mostWaiting;
    private bool _hasRoom = true;
    private bool _hasEnded;

    public InputActor(Handover<(T Record, byte Offset)> records, int capacity)
    {
        _records = records;
        _mostWaiting = capacity;
        IActorRef self = Self;
        records.OnRoom(() => self.Tell(RoomMade.Instance));
        Receive<RoomMade>(_ => TakeWaiting());
        Receive<EndOfInput>(_ =>
        {
            _hasEnded = true;
            EndIfAllTaken();
        });
        Receive<T>(Take);
    }

    protected override void PostStop()
    {
        foreach ((_, IActorRef sender) in _waiting)
        {
            sender.Tell(new InputRejected("the job no longer takes records here; it opens another input if it goes on"));
        }
    }

    private void Take(T record)
    {
        if (_hasEnded)
        {
            Sender.Tell(new InputRejected("the input was ended"));
        }
        else if (_hasRoom)
        {
            _hasRoom = _records.Offer((record, 0));
            Sender.Tell(InputAccepted.Instance);
        }
        else if (_waiting.Count < _mostWaiting)
        {
            _waiting.Enqueue((record, Sender));
        }
        else
        {
            Sender.Tell(new InputRejected($"{_mostWaiting} records wait for the job already"));
        }
    }

    private void TakeWaiting()
    {
        _hasRoom = true;
        while (_hasRoom && _waiting.TryDequeue(out (T Record, IActorRef Sender) next))
        {
            _hasRoom = _records.Offer((next.Record, 0));
            next.Sender.Tell(InputAccepted.Instance);
        }

        EndIfAllTaken();
    }

    private void EndIfAllTaken()
    {
        if (_hasEnded && _waiting.Count == 0)
        {
            _records.End(failure: null);
        }
    }

    private sealed record RoomMade
    {
        public static readonly RoomMade Instance = new();
    }
}
