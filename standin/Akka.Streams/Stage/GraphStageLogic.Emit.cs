namespace Akka.Streams.Stage;

/// <summary>A handler that is emitting elements, and knows that its outlet is to be completed after them.</summary>
internal interface IEmission
{
    void CompleteAfterwards();
}

public abstract partial class GraphStageLogic
{
    /// <summary>Pushes the element as soon as there is demand, in place of the outlet's handler; later emissions queue up behind.</summary>
    protected void Emit<T>(Outlet<T> outlet, T element, Action andThen)
    {
        if (Handlers[InCount + outlet.Id] is not IEmission && IsAvailable(outlet))
        {
            Push(outlet, element);
            andThen();
        }
        else
        {
            EmissionAt(outlet).Add([element], andThen);
        }
    }

    protected void Emit<T>(Outlet<T> outlet, T element) => Emit(outlet, element, DoNothing);

    /// <summary>Pushes the elements one by one as there is demand, in place of the outlet's handler.</summary>
    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerable<T> elements, Action andThen) =>
        EmitMultiple(outlet, elements.GetEnumerator(), andThen);

    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerable<T> elements) => EmitMultiple(outlet, elements, DoNothing);

    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerator<T> enumerator) => EmitMultiple(outlet, enumerator, DoNothing);

    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerator<T> enumerator, Action andThen)
    {
        if (!enumerator.MoveNext())
        {
            andThen();
        }
        else if (Handlers[InCount + outlet.Id] is not IEmission && IsAvailable(outlet))
        {
            Push(outlet, enumerator.Current);
            if (enumerator.MoveNext())
                EmissionAt(outlet).Add(enumerator, andThen);
            else
                andThen();
        }
        else
        {
            EmissionAt(outlet).Add(enumerator, andThen);
        }
    }

    /// <summary>Drops what is still to be emitted and gives the outlet back to its handler.</summary>
    protected void AbortEmitting<T>(Outlet<T> outlet)
    {
        if (Handlers[InCount + outlet.Id] is Emission<T> emission)
            SetHandler(outlet, emission.Previous);
    }

    /// <summary>
    /// Takes one element from the inlet, now or when it arrives, in place of the inlet's handler.
    /// If the inlet is or gets closed instead, <paramref name="onClose"/> runs before the handler learns of it.
    /// </summary>
    protected void Read<T>(Inlet<T> inlet, Action<T> andThen, Action onClose)
    {
        if (IsAvailable(inlet))
        {
            andThen(Grab(inlet));
        }
        else if (IsClosed(inlet))
        {
            onClose();
        }
        else
        {
            RequireNotReading(inlet);
            if (!HasBeenPulled(inlet))
                Pull(inlet);
            SetHandler(inlet, new Reading<T>(this, inlet, 1, elements => andThen(elements[0]), _ => onClose(), GetHandler(inlet)));
        }
    }

    /// <summary>Takes n elements from the inlet; if it closes before, <paramref name="onComplete"/> gets those that came.</summary>
    protected void ReadMany<T>(Inlet<T> inlet, int n, Action<IEnumerable<T>> andThen, Action<IEnumerable<T>> onComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (n == 0)
        {
            andThen([]);
            return;
        }

        RequireNotReading(inlet);
        var reading = new Reading<T>(this, inlet, n, andThen, onComplete, GetHandler(inlet));
        if (IsAvailable(inlet))
        {
            SetHandler(inlet, reading);
            reading.OnPush();
        }
        else if (IsClosed(inlet))
        {
            onComplete([]);
        }
        else
        {
            if (!HasBeenPulled(inlet))
                Pull(inlet);
            SetHandler(inlet, reading);
        }
    }

    /// <summary>Stops reading and gives the inlet back to its handler.</summary>
    protected void AbortReading<T>(Inlet<T> inlet)
    {
        if (Handlers[inlet.Id] is Reading<T> reading)
            SetHandler(inlet, reading.Previous);
    }

    /// <summary>Hands every element of an inlet, and by default its end, to an outlet.</summary>
    protected void PassAlong<TOut, TIn>(Inlet<TIn> from, Outlet<TOut> to, bool doFinish = true, bool doFail = true, bool doPull = false)
        where TIn : TOut
    {
        void PullNext() => TryPull(from);
        if (IsAvailable(from))
            Emit(to, Grab(from), PullNext);
        if (doFinish && IsClosed(from))
        {
            CompleteStage();
            return;
        }

        SetHandler(
            from,
            onPush: () => Emit(to, Grab(from), PullNext),
            onUpstreamFinish: () =>
            {
                if (doFinish)
                    CompleteStage();
            },
            onUpstreamFailure: e =>
            {
                if (doFail)
                    FailStage(e);
            });
        if (doPull)
            TryPull(from);
    }

    private void RequireNotReading<T>(Inlet<T> inlet)
    {
        if (Handlers[inlet.Id] is Reading<T>)
            throw new Pattern.IllegalStateException($"Already reading on inlet {inlet} of {this}");
    }

    private Emission<T> EmissionAt<T>(Outlet<T> outlet)
    {
        if (Handlers[InCount + outlet.Id] is Emission<T> running)
            return running;
        var emission = new Emission<T>(this, outlet, GetHandler(outlet));
        SetHandler(outlet, emission);
        return emission;
    }

    private sealed class Emission<T>(GraphStageLogic logic, Outlet<T> outlet, IOutHandler previous) : OutHandler, IEmission
    {
        /// <summary>Each enumerator stands on the next element to push.</summary>
        private readonly Queue<(IEnumerator<T> Elements, Action AndThen)> _waiting = new();
        private bool _completeAfterwards;

        public IOutHandler Previous => previous;

        public void Add(IEnumerator<T> elements, Action andThen) => _waiting.Enqueue((elements, andThen));

        public void Add(T[] element, Action andThen)
        {
            var elements = ((IEnumerable<T>)element).GetEnumerator();
            elements.MoveNext();
            Add(elements, andThen);
        }

        public void CompleteAfterwards() => _completeAfterwards = true;

        public override void OnPull()
        {
            var (elements, andThen) = _waiting.Peek();
            logic.Push(outlet, elements.Current);
            if (elements.MoveNext())
                return;
            _waiting.Dequeue();
            if (_waiting.Count > 0)
            {
                andThen();
                return;
            }

            logic.SetHandler(outlet, previous);
            andThen();
            if (!_completeAfterwards)
                return;
            if (logic.Handlers[logic.InCount + outlet.Id] is IEmission followUp)
                followUp.CompleteAfterwards();
            else
                logic.Complete(outlet);
        }

        public override void OnDownstreamFinish(Exception cause) => previous.OnDownstreamFinish(cause);
    }

    private sealed class Reading<T>(
        GraphStageLogic logic, Inlet<T> inlet, int count, Action<List<T>> andThen, Action<List<T>> onClose, IInHandler previous) : InHandler
    {
        private readonly List<T> _elements = [];

        public IInHandler Previous => previous;

        public override void OnPush()
        {
            _elements.Add(logic.Grab(inlet));
            if (_elements.Count < count)
            {
                logic.Pull(inlet);
                return;
            }

            logic.SetHandler(inlet, previous);
            andThen(_elements);
        }

        public override void OnUpstreamFinish()
        {
            logic.SetHandler(inlet, previous);
            onClose(_elements);
            previous.OnUpstreamFinish();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            logic.SetHandler(inlet, previous);
            onClose(_elements);
            previous.OnUpstreamFailure(e);
        }
    }
}
