using System.Diagnostics;
using Akka.Streams.Dsl;
using Akka.Event;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>
/// Runs a stream within this stage, and starts it again after a back-off when it ends. The back-off doubles from restart to
/// restart; it is reset when the stream has run longer than the time within which restarts are counted.
/// </summary>
internal abstract class RestartLogic(Shape shape, RestartSettings settings, bool onlyOnFailures) : TimerGraphStageLogic(shape)
{
    private int _restarts;
    private long _started;

    /// <summary>Whether an end of the inner stream is one that this stage asked for.</summary>
    protected bool IsFinishing { get; set; }

    public override void PreStart() => Begin();

    protected abstract void StartInner();

    /// <summary>The inner stream has ended on its source's side.</summary>
    protected void InnerCompleted()
    {
        if (IsFinishing || onlyOnFailures)
            CompleteStage();
        else
            RestartOr(CompleteStage);
    }

    /// <summary>The inner stream has failed.</summary>
    protected void InnerFailed(Exception e)
    {
        if (IsFinishing)
        {
            FailStage(e);
            return;
        }

        Log.Warning(e, "Restarting graph due to failure. {0}", e.Message);
        RestartOr(() => FailStage(e));
    }

    /// <summary>The inner stream takes no more.</summary>
    protected void InnerCancelled(Exception cause)
    {
        var isFailure = cause is not SubscriptionWithCancelException.NonFailureCancellation;
        if (IsFinishing || (onlyOnFailures && !isFailure))
            InternalOnDownstreamFinish(cause);
        else
            RestartOr(() => InternalOnDownstreamFinish(cause));
    }

    protected override void OnTimer(object timerKey) => Begin();

    private void Begin()
    {
        _started = Stopwatch.GetTimestamp();
        StartInner();
    }

    private void RestartOr(Action giveUp)
    {
        if (IsTimerActive(nameof(RestartLogic)))
            return; // a flow's two ends report the same end
        if (Stopwatch.GetElapsedTime(_started) > settings.MaxRestartsWithin)
            _restarts = 0;
        if (_restarts >= settings.MaxRestarts)
        {
            giveUp();
            return;
        }

        var factor = 1 + (Random.Shared.NextDouble() * settings.RandomFactor);
        var backoff = settings.MinBackoff * Math.Pow(2, Math.Min(_restarts, 30));
        if (backoff > settings.MaxBackoff)
            backoff = settings.MaxBackoff;
        _restarts++;
        ScheduleOnce(nameof(RestartLogic), backoff * factor);
    }
}

internal sealed class RestartSourceStage<T, TMat>(Func<Source<T, TMat>> factory, RestartSettings settings, bool onlyOnFailures)
    : GraphStage<SourceShape<T>>
{
    public override SourceShape<T> Shape { get; } = new(new Outlet<T>("RestartWithBackoffSource.out"));

    protected override Attributes InitialAttributes => Attributes.CreateName("RestartWithBackoffSource");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape, factory, settings, onlyOnFailures);

    private sealed class Logic : RestartLogic
    {
        private readonly Outlet<T> _out;
        private readonly Func<Source<T, TMat>> _factory;
        private SubSinkInlet<T>? _inner;

        public Logic(SourceShape<T> shape, Func<Source<T, TMat>> factory, RestartSettings settings, bool onlyOnFailures)
            : base(shape, settings, onlyOnFailures)
        {
            _out = shape.Outlet;
            _factory = factory;
            SetHandler(
                _out,
                onPull: () =>
                {
                    if (_inner is { IsClosed: false, HasBeenPulled: false })
                        _inner.Pull();
                },
                onDownstreamFinish: cause =>
                {
                    IsFinishing = true;
                    _inner?.Cancel(cause);
                    InternalOnDownstreamFinish(cause);
                });
        }

        public override void PostStop() => _inner?.Cancel();

        protected override void StartInner()
        {
            var inner = _inner = CreateSubSinkInlet<T>("RestartWithBackoff.in");
            inner.SetHandler(new LambdaInHandler(() => Push(_out, inner.Grab()), InnerCompleted, InnerFailed));
            _factory().RunWith(inner.Sink, SubFusingMaterializer);
            if (IsAvailable(_out))
                inner.Pull();
        }
    }
}

internal sealed class RestartSinkStage<T, TMat>(Func<Sink<T, TMat>> factory, RestartSettings settings) : GraphStage<SinkShape<T>>
{
    public override SinkShape<T> Shape { get; } = new(new Inlet<T>("RestartWithBackoffSink.in"));

    protected override Attributes InitialAttributes => Attributes.CreateName("RestartWithBackoffSink");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape, factory, settings);

    private sealed class Logic : RestartLogic
    {
        private readonly Inlet<T> _in;
        private readonly Func<Sink<T, TMat>> _factory;
        private SubSourceOutlet<T>? _inner;

        public Logic(SinkShape<T> shape, Func<Sink<T, TMat>> factory, RestartSettings settings) : base(shape, settings, false)
        {
            _in = shape.Inlet;
            _factory = factory;
            SetHandler(
                _in,
                onPush: () => _inner!.Push(Grab(_in)),
                onUpstreamFinish: () =>
                {
                    IsFinishing = true;
                    _inner?.Complete();
                    CompleteStage();
                },
                onUpstreamFailure: e =>
                {
                    IsFinishing = true;
                    _inner?.Fail(e);
                    FailStage(e);
                });
        }

        public override void PostStop() => _inner?.Fail(new AbruptStageTerminationException(this));

        protected override void StartInner()
        {
            var inner = _inner = new SubSourceOutlet<T>(this, "RestartWithBackoff.out");
            inner.SetHandler(new LambdaOutHandler(
                () =>
                {
                    if (IsAvailable(_in))
                        inner.Push(Grab(_in));
                    else if (!HasBeenPulled(_in))
                        TryPull(_in);
                },
                InnerCancelled));
            Source.FromGraph(inner.Source).RunWith(_factory(), SubFusingMaterializer);
        }
    }
}

internal sealed class RestartFlowStage<TIn, TOut, TMat>(Func<Flow<TIn, TOut, TMat>> factory, RestartSettings settings, bool onlyOnFailures)
    : GraphStage<FlowShape<TIn, TOut>>
{
    public override FlowShape<TIn, TOut> Shape { get; } = new(new Inlet<TIn>("RestartWithBackoffFlow.in"), new Outlet<TOut>("RestartWithBackoffFlow.out"));

    protected override Attributes InitialAttributes => Attributes.CreateName("RestartWithBackoffFlow");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape, factory, settings, onlyOnFailures);

    private sealed class Logic : RestartLogic
    {
        private readonly Inlet<TIn> _in;
        private readonly Outlet<TOut> _out;
        private readonly Func<Flow<TIn, TOut, TMat>> _factory;
        private SubSourceOutlet<TIn>? _toInner;
        private SubSinkInlet<TOut>? _fromInner;

        public Logic(FlowShape<TIn, TOut> shape, Func<Flow<TIn, TOut, TMat>> factory, RestartSettings settings, bool onlyOnFailures)
            : base(shape, settings, onlyOnFailures)
        {
            _in = shape.Inlet;
            _out = shape.Outlet;
            _factory = factory;
            SetHandler(
                _in,
                onPush: () =>
                {
                    if (_toInner is { IsAvailable: true })
                        _toInner.Push(Grab(_in));
                },
                onUpstreamFinish: () =>
                {
                    IsFinishing = true;
                    if (_toInner is { IsClosed: false } && !IsAvailable(_in))
                        _toInner.Complete();
                    else
                        CompleteStage();
                },
                onUpstreamFailure: e =>
                {
                    IsFinishing = true;
                    if (_toInner is { IsClosed: false })
                        _toInner.Fail(e);
                    else
                        FailStage(e);
                });
            SetHandler(
                _out,
                onPull: () =>
                {
                    if (_fromInner is { IsClosed: false, HasBeenPulled: false })
                        _fromInner.Pull();
                },
                onDownstreamFinish: cause =>
                {
                    IsFinishing = true;
                    _fromInner?.Cancel(cause);
                    InternalOnDownstreamFinish(cause);
                });
        }

        public override void PostStop()
        {
            _fromInner?.Cancel();
            _toInner?.Complete();
        }

        protected override void StartInner()
        {
            var toInner = _toInner = new SubSourceOutlet<TIn>(this, "RestartWithBackoff.out");
            var fromInner = _fromInner = CreateSubSinkInlet<TOut>("RestartWithBackoff.in");
            toInner.SetHandler(new LambdaOutHandler(
                () =>
                {
                    if (IsAvailable(_in))
                    {
                        toInner.Push(Grab(_in));
                        if (IsClosed(_in))
                            toInner.Complete();
                    }
                    else if (!HasBeenPulled(_in))
                    {
                        TryPull(_in);
                    }
                },
                _ =>
                {
                    // The other end of the inner flow tells how it ended.
                }));
            fromInner.SetHandler(new LambdaInHandler(() => Push(_out, fromInner.Grab()), InnerCompleted, InnerFailed));
            Source.FromGraph(toInner.Source).Via(_factory()).RunWith(fromInner.Sink, SubFusingMaterializer);
            if (IsAvailable(_out))
                fromInner.Pull();
        }
    }
}
