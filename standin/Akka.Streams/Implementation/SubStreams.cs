using Akka.Streams.Stage;

namespace Akka.Streams.Implementation;

/// <summary>Carries commands from a stage to a part of a sub-stream; those from before the sub-stream's start wait for it.</summary>
internal sealed class Commands<T>
{
    private readonly Lock _gate = new();
    private List<T>? _early = [];
    private Action<T>? _deliver;

    public void Send(T command)
    {
        lock (_gate)
        {
            if (_early is { } early)
                early.Add(command);
            else
                _deliver!(command);
        }
    }

    public void Open(Action<T> deliver, string what)
    {
        lock (_gate)
        {
            if (_early is null)
                throw new InvalidOperationException($"{what} must not be materialized more than once");
            _deliver = deliver;
            foreach (var command in _early)
                deliver(command);
            _early = null;
        }
    }
}

/// <summary>What happens at the end of a sub-stream, for the stage that reads it: an element, or the end.</summary>
internal readonly record struct SubSinkSignal<T>(bool IsElement, T Element, Exception? Failure);

/// <summary>What the stage that reads a sub-stream wants: an element, or no more, and why.</summary>
internal readonly record struct SubSinkCommand(bool IsPull, Exception? Cause);

/// <summary>Ends a sub-stream in the stage that reads it.</summary>
internal sealed class SubSink<T>(string name, Action<SubSinkSignal<T>> signal) : GraphStage<SinkShape<T>>
{
    private readonly Commands<SubSinkCommand> _commands = new();

    public override SinkShape<T> Shape { get; } = new(new Inlet<T>($"{name}.in"));

    protected override Attributes InitialAttributes => Attributes.CreateName(name);

    public void Send(SubSinkCommand command) => _commands.Send(command);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, signal);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly SubSink<T> _stage;
        private readonly Action<SubSinkSignal<T>> _signal;
        private bool _ended;

        public Logic(SubSink<T> stage, Action<SubSinkSignal<T>> signal) : base(stage.Shape)
        {
            _stage = stage;
            _signal = signal;
            SetHandler(stage.Shape.Inlet, this);
        }

        public override void PreStart() => _stage._commands.Open(GetAsyncCallback<SubSinkCommand>(Obey), $"SubSink({_stage.Shape.Inlet})");

        public override void OnPush() => _signal(new SubSinkSignal<T>(true, Grab(_stage.Shape.Inlet), null));

        public override void OnUpstreamFinish()
        {
            _ended = true;
            _signal(default);
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _ended = true;
            _signal(new SubSinkSignal<T>(false, default!, e));
            FailStage(e);
        }

        public override void PostStop()
        {
            if (!_ended)
                _signal(new SubSinkSignal<T>(false, default!, new AbruptStageTerminationException(this)));
        }

        private void Obey(SubSinkCommand command)
        {
            if (command.IsPull)
            {
                TryPull(_stage.Shape.Inlet);
                return;
            }

            _ended = true;
            Cancel(_stage.Shape.Inlet, command.Cause!);
        }
    }
}

/// <summary>What the stage that feeds a sub-stream gives it: an element, or the end.</summary>
internal readonly record struct SubSourceCommand<T>(bool IsElement, T Element, Exception? Failure);

/// <summary>Begins a sub-stream in the stage that feeds it.</summary>
internal sealed class SubSource<T>(string name, Action<Exception?> signal) : GraphStage<SourceShape<T>>
{
    private readonly Commands<SubSourceCommand<T>> _commands = new();

    public override SourceShape<T> Shape { get; } = new(new Outlet<T>($"{name}.out"));

    protected override Attributes InitialAttributes => Attributes.CreateName(name);

    public void Send(SubSourceCommand<T> command) => _commands.Send(command);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, signal);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly SubSource<T> _stage;
        private readonly Action<Exception?> _signal;
        private bool _ended;

        public Logic(SubSource<T> stage, Action<Exception?> signal) : base(stage.Shape)
        {
            _stage = stage;
            _signal = signal;
            SetHandler(stage.Shape.Outlet, this);
        }

        public override void PreStart() => _stage._commands.Open(GetAsyncCallback<SubSourceCommand<T>>(Obey), $"SubSource({_stage.Shape.Outlet})");

        public override void OnPull() => _signal(null);

        public override void OnDownstreamFinish(Exception cause)
        {
            _ended = true;
            _signal(cause);
            InternalOnDownstreamFinish(cause);
        }

        public override void PostStop()
        {
            if (!_ended)
                _signal(new AbruptStageTerminationException(this));
        }

        private void Obey(SubSourceCommand<T> command)
        {
            if (command.IsElement)
            {
                Push(_stage.Shape.Outlet, command.Element);
                return;
            }

            _ended = true;
            if (command.Failure is null)
                CompleteStage();
            else
                FailStage(command.Failure);
        }
    }
}
