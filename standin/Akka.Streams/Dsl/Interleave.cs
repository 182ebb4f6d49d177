using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Takes a segment of elements from each inlet in turn; inlets that have completed are left out.</summary>
public sealed class Interleave<TIn, TOut> : GraphStage<UniformFanInShape<TIn, TOut>> where TIn : TOut
{
    private readonly int _segmentSize;
    private readonly bool _eagerClose;

    internal Interleave(int inputPorts, int segmentSize, bool eagerClose)
    {
        if (inputPorts <= 1)
            throw new ArgumentException($"Interleave input ports count must be greater than 1, not {inputPorts}.", nameof(inputPorts));
        if (segmentSize <= 0)
            throw new ArgumentException($"Interleave segment size must be greater than 0, not {segmentSize}.", nameof(segmentSize));
        _segmentSize = segmentSize;
        _eagerClose = eagerClose;
        Shape = new UniformFanInShape<TIn, TOut>(inputPorts, "Interleave");
    }

    public Outlet<TOut> Out => Shape.Out;

    public override UniformFanInShape<TIn, TOut> Shape { get; }

    public Inlet<TIn> In(int id) => Shape.In(id);

    public override string ToString() => "Interleave";

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Interleave<TIn, TOut> _stage;
        private readonly Inlet<TIn>[] _ins;
        private int _current;
        private int _taken;
        private int _running;

        public Logic(Interleave<TIn, TOut> stage) : base(stage.Shape)
        {
            _stage = stage;
            _ins = [.. stage.Shape.Ins];
            _running = _ins.Length;
            for (var i = 0; i < _ins.Length; i++)
                SetHandler(_ins[i], new Input(this, i));
            SetHandler(stage.Out, this);
        }

        public override void OnPull() => Pull(_ins[_current]);

        private void Next()
        {
            _taken = 0;
            for (var tried = 0; tried < _ins.Length; tried++)
            {
                _current = (_current + 1) % _ins.Length;
                if (!IsClosed(_ins[_current]))
                    return;
            }
        }

        private sealed class Input(Logic logic, int index) : InHandler
        {
            public override void OnPush()
            {
                logic.Push(logic._stage.Out, logic.Grab(logic._ins[index]));
                if (++logic._taken == logic._stage._segmentSize)
                    logic.Next();
            }

            public override void OnUpstreamFinish()
            {
                if (--logic._running == 0 || logic._stage._eagerClose)
                {
                    logic.CompleteStage();
                }
                else if (index == logic._current)
                {
                    logic.Next();
                    if (logic.IsAvailable(logic._stage.Out))
                        logic.Pull(logic._ins[logic._current]);
                }
            }
        }
    }
}

public static class Interleave
{
    public static IGraph<UniformFanInShape<T, T>, NotUsed> Create<T>(int inputPorts, int segmentSize, bool eagerClose = false) =>
        new Interleave<T, T>(inputPorts, segmentSize, eagerClose);
}
