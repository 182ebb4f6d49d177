using Akka.Streams.Implementation;

namespace Akka.Streams.Stage;

public abstract partial class GraphStageLogic
{
    /// <summary>An inlet that is made while the stage runs; what <see cref="SubSinkInlet{T}.Sink"/> takes arrives at it.</summary>
    protected SubSinkInlet<T> CreateSubSinkInlet<T>(string name) => new(this, name);

    protected class SubSinkInlet<T>
    {
        private readonly string _name;
        private readonly SubSink<T> _sink;
        private IInHandler _handler;
        private T _element = default!;

        public SubSinkInlet(GraphStageLogic logic, string name)
        {
            _name = name;
            _sink = new SubSink<T>(name, logic.GetAsyncCallback<SubSinkSignal<T>>(Handle));
        }

        public IGraph<SinkShape<T>, NotUsed> Sink => _sink;

        public bool IsAvailable { get; private set; }

        public bool IsClosed { get; private set; }

        public bool HasBeenPulled { get; private set; }

        public void SetHandler(IInHandler handler) => _handler = handler;

        public T Grab()
        {
            if (!IsAvailable)
                throw new ArgumentException($"Cannot get element from already empty input port: {this}");
            var element = _element;
            (_element, IsAvailable) = (default!, false);
            return element;
        }

        public void Pull()
        {
            if (HasBeenPulled)
                throw new ArgumentException($"Cannot pull port twice: {this}");
            if (IsClosed)
                throw new ArgumentException($"Cannot pull a closed port: {this}");
            HasBeenPulled = true;
            _sink.Send(new SubSinkCommand(true, null));
        }

        public void Cancel() => Cancel(SubscriptionWithCancelException.NoMoreElementsNeeded.Instance);

        public void Cancel(Exception cause)
        {
            if (IsClosed)
                return;
            IsClosed = true;
            _sink.Send(new SubSinkCommand(false, cause));
        }

        public override string ToString() => $"SubSinkInlet({_name})";

        private void Handle(SubSinkSignal<T> signal)
        {
            if (IsClosed)
                return;
            if (signal.IsElement)
            {
                (_element, IsAvailable, HasBeenPulled) = (signal.Element, true, false);
                _handler.OnPush();
                return;
            }

            IsClosed = true;
            if (signal.Failure is null)
                _handler.OnUpstreamFinish();
            else
                _handler.OnUpstreamFailure(signal.Failure);
        }
    }

    /// <summary>An outlet that is made while the stage runs; <see cref="SubSourceOutlet{T}.Source"/> emits what is pushed to it.</summary>
    protected class SubSourceOutlet<T>
    {
        private readonly string _name;
        private readonly SubSource<T> _source;
        private IOutHandler _handler;

        public SubSourceOutlet(GraphStageLogic logic, string name)
        {
            _name = name;
            _source = new SubSource<T>(name, logic.GetAsyncCallback<Exception>(Handle));
        }

        public IGraph<SourceShape<T>, NotUsed> Source => _source;

        public bool IsAvailable { get; private set; }

        public bool IsClosed { get; private set; }

        public void SetHandler(IOutHandler handler) => _handler = handler;

        public void Push(T elem)
        {
            if (!IsAvailable)
                throw new ArgumentException($"Cannot push port twice, or before it being pulled: {this}");
            IsAvailable = false;
            _source.Send(new SubSourceCommand<T>(true, elem, null));
        }

        public void Complete() => End(null);

        public void Fail(Exception ex) => End(ex);

        public override string ToString() => $"SubSourceOutlet({_name})";

        private void End(Exception? failure)
        {
            if (IsClosed)
                return;
            (IsAvailable, IsClosed) = (false, true);
            _source.Send(new SubSourceCommand<T>(false, default!, failure));
        }

        private void Handle(Exception? cancellation)
        {
            if (IsClosed)
                return;
            if (cancellation is null)
            {
                IsAvailable = true;
                _handler.OnPull();
                return;
            }

            (IsAvailable, IsClosed) = (false, true);
            _handler.OnDownstreamFinish(cancellation);
        }
    }
}
