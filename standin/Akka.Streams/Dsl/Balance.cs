using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Gives each element to an outlet that has asked for one, in the order in which they asked.</summary>
public sealed class Balance<T> : GraphStage<UniformFanOutShape<T, T>>
{
    private readonly bool _waitForAllDownstreams;

    /// <param name="outputPorts">How many outlets.</param>
    /// <param name="waitForAllDownstreams">Whether no element is asked for before each outlet has asked once.</param>
    public Balance(int outputPorts, bool waitForAllDownstreams = false)
    {
        if (outputPorts < 1)
            throw new ArgumentException($"A Balance must have one or more output ports, not {outputPorts}.", nameof(outputPorts));
        _waitForAllDownstreams = waitForAllDownstreams;
        Shape = new UniformFanOutShape<T, T>(outputPorts, "Balance");
    }

    public Inlet<T> In => Shape.In;

    public override UniformFanOutShape<T, T> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName("Balance");

    public Outlet<T> Out(int id) => Shape.Out(id);

    public override string ToString() => "Balance";

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly Queue<Outlet<T>> _asking = new();
        private int _toWaitFor;
        private int _running;

        public Logic(Balance<T> stage) : base(stage.Shape)
        {
            _in = stage.In;
            _running = stage.Shape.Outs.Count;
            _toWaitFor = stage._waitForAllDownstreams ? _running : 0;
            SetHandler(_in, this);
            foreach (var outlet in stage.Shape.Outs)
                SetHandler(outlet, new Output(this, outlet));
        }

        public override void OnPush()
        {
            while (_asking.TryDequeue(out var outlet))
            {
                if (IsClosed(outlet))
                    continue;
                Push(outlet, Grab(_in));
                break;
            }

            if (_asking.Count > 0 && !IsClosed(_in) && !IsAvailable(_in))
                Pull(_in);
        }

        private sealed class Output(Logic logic, Outlet<T> outlet) : OutHandler
        {
            private bool _hasAsked;

            public override void OnPull()
            {
                if (!_hasAsked)
                {
                    _hasAsked = true;
                    if (logic._toWaitFor > 0)
                        logic._toWaitFor--;
                }

                if (logic._toWaitFor > 0)
                {
                    logic._asking.Enqueue(outlet);
                }
                else if (logic.IsAvailable(logic._in))
                {
                    logic.Push(outlet, logic.Grab(logic._in));
                }
                else
                {
                    logic._asking.Enqueue(outlet);
                    if (!logic.HasBeenPulled(logic._in))
                        logic.TryPull(logic._in);
                }
            }

            public override void OnDownstreamFinish(Exception cause)
            {
                if (--logic._running == 0)
                {
                    logic.CancelStage(cause);
                }
                else if (!_hasAsked && logic._toWaitFor > 0 && --logic._toWaitFor == 0 && logic._asking.Count > 0 && !logic.HasBeenPulled(logic._in))
                {
                    logic.TryPull(logic._in);
                }
            }
        }
    }
}
