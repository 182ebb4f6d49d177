using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Gives each element to all outlets, when all have asked for one. An outlet that cancels is left out; an eager one ends all.</summary>
public sealed class Broadcast<T> : GraphStage<UniformFanOutShape<T, T>>
{
    public readonly Inlet<T> In;
    private readonly bool _eagerCancel;

    public Broadcast(int outputPorts, bool eagerCancel = false)
    {
        if (outputPorts < 1)
            throw new ArgumentException($"A Broadcast must have one or more output ports, not {outputPorts}.", nameof(outputPorts));
        _eagerCancel = eagerCancel;
        Shape = new UniformFanOutShape<T, T>(outputPorts, "Broadcast");
        In = Shape.In;
    }

    public override UniformFanOutShape<T, T> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName("Broadcast");

    public Outlet<T> Out(int id) => Shape.Out(id);

    public override string ToString() => "Broadcast";

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Broadcast<T> _stage;
        private readonly Outlet<T>[] _outs;
        private readonly bool[] _waits;
        private int _toWaitFor;
        private int _running;

        public Logic(Broadcast<T> stage) : base(stage.Shape)
        {
            _stage = stage;
            _outs = [.. stage.Shape.Outs];
            _waits = new bool[_outs.Length];
            Array.Fill(_waits, true);
            _toWaitFor = _running = _outs.Length;
            SetHandler(stage.In, this);
            for (var i = 0; i < _outs.Length; i++)
                SetHandler(_outs[i], new Output(this, i));
        }

        public override void OnPush()
        {
            _toWaitFor = _running;
            var element = Grab(_stage.In);
            for (var i = 0; i < _outs.Length; i++)
            {
                if (IsClosed(_outs[i]))
                    continue;
                Push(_outs[i], element);
                _waits[i] = true;
            }
        }

        private void PullIfAllAsked()
        {
            if (_toWaitFor == 0)
                Pull(_stage.In);
        }

        private sealed class Output(Logic logic, int index) : OutHandler
        {
            public override void OnPull()
            {
                logic._waits[index] = false;
                logic._toWaitFor--;
                logic.PullIfAllAsked();
            }

            public override void OnDownstreamFinish(Exception cause)
            {
                logic._running--;
                if (logic._stage._eagerCancel || logic._running == 0)
                {
                    logic.CancelStage(cause);
                }
                else if (logic._waits[index])
                {
                    logic._waits[index] = false;
                    logic._toWaitFor--;
                    if (!logic.HasBeenPulled(logic._stage.In) && !logic.IsClosed(logic._stage.In))
                        logic.PullIfAllAsked();
                }
            }
        }
    }
}
