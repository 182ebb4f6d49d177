using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Passes on the elements of all inlets as they come. Completes when all inlets have, or with the first one if eager.</summary>
public class Merge<TIn, TOut> : GraphStage<UniformFanInShape<TIn, TOut>> where TIn : TOut
{
    private readonly bool _eagerComplete;

    public Merge(int inputPorts, bool eagerComplete = false)
    {
        if (inputPorts < 1)
            throw new ArgumentException($"A Merge must have one or more input ports, not {inputPorts}.", nameof(inputPorts));
        _eagerComplete = eagerComplete;
        Shape = new UniformFanInShape<TIn, TOut>(inputPorts, "Merge");
    }

    public Outlet<TOut> Out => Shape.Out;

    public override UniformFanInShape<TIn, TOut> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName("Merge");

    public Inlet<TIn> In(int id) => Shape.In(id);

    public override string ToString() => "Merge";

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Merge<TIn, TOut> _stage;
        private readonly Queue<Inlet<TIn>> _waiting = new();
        private readonly Inlet<TIn>[] _ins;
        private int _running;

        public Logic(Merge<TIn, TOut> stage) : base(stage.Shape)
        {
            _stage = stage;
            _ins = [.. stage.Shape.Ins];
            _running = _ins.Length;
            foreach (var inlet in _ins)
                SetHandler(inlet, new Input(this, inlet));
            SetHandler(stage.Out, this);
        }

        public override void PreStart()
        {
            foreach (var inlet in _ins)
                TryPull(inlet);
        }

        public override void OnPull()
        {
            while (_waiting.TryDequeue(out var inlet))
            {
                if (!IsAvailable(inlet))
                    continue;
                Hand(inlet);
                return;
            }
        }

        private void Hand(Inlet<TIn> inlet)
        {
            Push(_stage.Out, Grab(inlet));
            if (_running == 0)
                CompleteIfDone();
            else
                TryPull(inlet);
        }

        private void CompleteIfDone()
        {
            if (_running == 0 && _waiting.Count == 0)
                CompleteStage();
        }

        private sealed class Input(Logic logic, Inlet<TIn> inlet) : InHandler
        {
            public override void OnPush()
            {
                if (logic._waiting.Count == 0 && logic.IsAvailable(logic._stage.Out))
                    logic.Hand(inlet);
                else
                    logic._waiting.Enqueue(inlet);
            }

            public override void OnUpstreamFinish()
            {
                logic._running--;
                if (logic._stage._eagerComplete)
                {
                    foreach (var other in logic._ins)
                    {
                        if (!logic.IsAvailable(other))
                            logic.Cancel(other);
                    }

                    logic._running = 0;
                }

                logic.CompleteIfDone();
            }
        }
    }
}

/// <summary>Passes on the elements of all inlets as they come.</summary>
public sealed class Merge<T> : Merge<T, T>
{
    public Merge(int inputPorts, bool eagerComplete = false) : base(inputPorts, eagerComplete)
    {
    }
}
