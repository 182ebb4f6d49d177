using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Passes on all elements of the first inlet, then all of the second, and so on.</summary>
public class Concat<TIn, TOut> : GraphStage<UniformFanInShape<TIn, TOut>> where TIn : TOut
{
    public Concat(int inputPorts = 2)
    {
        if (inputPorts <= 1)
            throw new ArgumentException($"A Concat must have more than 1 input ports, not {inputPorts}.", nameof(inputPorts));
        Shape = new UniformFanInShape<TIn, TOut>(inputPorts, "Concat");
    }

    public Outlet<TOut> Out => Shape.Out;

    public override UniformFanInShape<TIn, TOut> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName("Concat");

    public Inlet<TIn> In(int id) => Shape.In(id);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Concat<TIn, TOut> _stage;
        private readonly Inlet<TIn>[] _ins;
        private int _active;

        public Logic(Concat<TIn, TOut> stage) : base(stage.Shape)
        {
            _stage = stage;
            _ins = [.. stage.Shape.Ins];
            for (var i = 0; i < _ins.Length; i++)
                SetHandler(_ins[i], new Input(this, i));
            SetHandler(stage.Out, this);
        }

        public override void OnPull() => Pull(_ins[_active]);

        private sealed class Input(Logic logic, int index) : InHandler
        {
            public override void OnPush() => logic.Push(logic._stage.Out, logic.Grab(logic._ins[index]));

            public override void OnUpstreamFinish()
            {
                if (index != logic._active)
                    return;
                while (logic._active < logic._ins.Length && logic.IsClosed(logic._ins[logic._active]))
                    logic._active++;
                if (logic._active == logic._ins.Length)
                    logic.CompleteStage();
                else if (logic.IsAvailable(logic._stage.Out))
                    logic.Pull(logic._ins[logic._active]);
            }
        }
    }
}

public static class Concat
{
    public static IGraph<UniformFanInShape<T, T>, NotUsed> Create<T>(int inputPorts = 2) => new Concat<T, T>(inputPorts);
}
