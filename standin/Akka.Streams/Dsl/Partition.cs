using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Gives each element to the outlet that a function chooses; the others wait meanwhile.</summary>
public sealed class Partition<T> : GraphStage<UniformFanOutShape<T, T>>
{
    public readonly Inlet<T> In;
    private readonly Func<T, int> _partitioner;

    public Partition(int outputPorts, Func<T, int> partitioner)
    {
        _partitioner = partitioner;
        Shape = new UniformFanOutShape<T, T>(outputPorts, "Partition");
        In = Shape.In;
    }

    public override UniformFanOutShape<T, T> Shape { get; }

    public Outlet<T> Out(int id) => Shape.Out(id);

    public override string ToString() => $"Partition({Shape.Outs.Count})";

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Partition<T> _stage;
        private readonly Outlet<T>[] _outs;
        private T _pending = default!;
        private int _pendingFor = -1;
        private int _running;

        public Logic(Partition<T> stage) : base(stage.Shape)
        {
            _stage = stage;
            _outs = [.. stage.Shape.Outs];
            _running = _outs.Length;
            SetHandler(stage.In, this);
            for (var i = 0; i < _outs.Length; i++)
                SetHandler(_outs[i], new Output(this, i));
        }

        public override void OnPush()
        {
            var element = Grab(_stage.In);
            var index = _stage._partitioner(element);
            if (index < 0 || index >= _outs.Length)
            {
                FailStage(new PartitionOutOfBoundsException(
                    $"partitioner must return an index in the range [0,{_outs.Length - 1}]. returned: [{index}] for input [{element}]."));
                return;
            }

            if (IsClosed(_outs[index]))
            {
                PullIfAsked();
            }
            else if (IsAvailable(_outs[index]))
            {
                Push(_outs[index], element);
                PullIfAsked();
            }
            else
            {
                (_pending, _pendingFor) = (element, index);
            }
        }

        public override void OnUpstreamFinish()
        {
            if (_pendingFor < 0)
                CompleteStage();
        }

        private void PullIfAsked()
        {
            if (_pendingFor >= 0 || IsClosed(_stage.In) || HasBeenPulled(_stage.In))
                return;
            foreach (var outlet in _outs)
            {
                if (IsAvailable(outlet))
                {
                    Pull(_stage.In);
                    return;
                }
            }
        }

        private void DropPending()
        {
            (_pending, _pendingFor) = (default!, -1);
            if (IsClosed(_stage.In))
                CompleteStage();
            else
                PullIfAsked();
        }

        private sealed class Output(Logic logic, int index) : OutHandler
        {
            public override void OnPull()
            {
                if (logic._pendingFor == index)
                {
                    logic.Push(logic._outs[index], logic._pending);
                    logic.DropPending();
                }
                else
                {
                    logic.PullIfAsked();
                }
            }

            public override void OnDownstreamFinish(Exception cause)
            {
                if (--logic._running == 0)
                    logic.CancelStage(cause);
                else if (logic._pendingFor == index)
                    logic.DropPending();
            }
        }
    }
}

public sealed class PartitionOutOfBoundsException : Exception
{
    public PartitionOutOfBoundsException(string message) : base(message)
    {
    }
}
