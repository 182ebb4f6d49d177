using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Makes one element of one from each inlet. Completes as soon as an inlet has no more.</summary>
public class ZipWith<TIn0, TIn1, TOut> : GraphStage<FanInShape<TIn0, TIn1, TOut>>
{
    public ZipWith(Func<TIn0, TIn1, TOut> zipper)
    {
        Zipper = zipper;
        Shape = new FanInShape<TIn0, TIn1, TOut>("ZipWith");
    }

    public Func<TIn0, TIn1, TOut> Zipper { get; }

    public Inlet<TIn0> In0 => Shape.In0;

    public Inlet<TIn1> In1 => Shape.In1;

    public Outlet<TOut> Out => Shape.Out;

    public sealed override FanInShape<TIn0, TIn1, TOut> Shape { get; }

    protected sealed override Attributes InitialAttributes => Attributes.CreateName("ZipWith");

    protected sealed override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly ZipWith<TIn0, TIn1, TOut> _stage;

        public Logic(ZipWith<TIn0, TIn1, TOut> stage) : base(stage.Shape)
        {
            _stage = stage;
            SetHandler(stage.In0, () => PushIfReady(), () => CompleteIfEmpty(stage.In0));
            SetHandler(stage.In1, () => PushIfReady(), () => CompleteIfEmpty(stage.In1));
            SetHandler(stage.Out, this);
        }

        public override void PreStart()
        {
            Pull(_stage.In0);
            Pull(_stage.In1);
        }

        public override void OnPull() => PushIfReady();

        private void PushIfReady()
        {
            if (!IsAvailable(_stage.Out) || !IsAvailable(_stage.In0) || !IsAvailable(_stage.In1))
                return;
            Push(_stage.Out, _stage.Zipper(Grab(_stage.In0), Grab(_stage.In1)));
            if (IsClosed(_stage.In0) || IsClosed(_stage.In1))
            {
                CompleteStage();
                return;
            }

            Pull(_stage.In0);
            Pull(_stage.In1);
        }

        private void CompleteIfEmpty<T>(Inlet<T> inlet)
        {
            if (!IsAvailable(inlet))
                CompleteStage();
        }
    }
}

/// <summary>Pairs the elements of two inlets.</summary>
public sealed class Zip<T1, T2> : ZipWith<T1, T2, (T1, T2)>
{
    public Zip() : base((first, second) => (first, second))
    {
    }

    public override string ToString() => "Zip";
}
