using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>Runs the sources that it makes of the elements, up to so many at once, and hands on their elements as they come.</summary>
internal sealed class FlattenLogic<TIn, TOut, TMat> : InAndOutGraphStageLogic
{
    private readonly Inlet<TIn> _in;
    private readonly Outlet<TOut> _out;
    private readonly int _breadth;
    private readonly Func<TIn, IGraph<SourceShape<TOut>, TMat>> _flatten;
    private readonly HashSet<SubSinkInlet<TOut>> _running = [];
    private readonly Queue<SubSinkInlet<TOut>> _ready = new();

    public FlattenLogic(LinearStage<TIn, TOut> stage, int breadth, Func<TIn, IGraph<SourceShape<TOut>, TMat>> flatten) : base(stage.Shape)
    {
        _in = stage.In;
        _out = stage.Out;
        _breadth = breadth;
        _flatten = flatten;
        SetHandlers(_in, _out, this);
    }

    public override void PreStart() => Pull(_in);

    public override void OnPush()
    {
        Run(_flatten(Grab(_in)));
        if (_running.Count < _breadth)
            TryPull(_in);
    }

    public override void OnPull()
    {
        if (!_ready.TryDequeue(out var sub))
            return;
        Push(_out, sub.Grab());
        Advance(sub);
    }

    public override void OnUpstreamFinish()
    {
        if (_running.Count == 0)
            CompleteStage();
    }

    public override void PostStop()
    {
        foreach (var sub in _running)
            sub.Cancel();
    }

    private void Run(IGraph<SourceShape<TOut>, TMat> source)
    {
        var sub = CreateSubSinkInlet<TOut>("FlattenSink");
        sub.SetHandler(new LambdaInHandler(
            onPush: () =>
            {
                if (IsAvailable(_out))
                {
                    Push(_out, sub.Grab());
                    Advance(sub);
                }
                else
                {
                    _ready.Enqueue(sub);
                }
            },
            onUpstreamFinish: () =>
            {
                if (!sub.IsAvailable)
                    Remove(sub);
            }));
        sub.Pull();
        _running.Add(sub);
        Source.FromGraph(source).RunWith(sub.Sink, SubFusingMaterializer);
    }

    private void Advance(SubSinkInlet<TOut> sub)
    {
        if (sub.IsClosed)
            Remove(sub);
        else
            sub.Pull();
    }

    private void Remove(SubSinkInlet<TOut> sub)
    {
        _running.Remove(sub);
        if (IsClosed(_in) && _running.Count == 0)
            CompleteStage();
        else if (!HasBeenPulled(_in))
            TryPull(_in);
    }
}

/// <summary>Goes on with another source when the upstream fails, up to so many times; without limit if negative.</summary>
internal sealed class RecoverWithLogic<T, TMat> : InAndOutGraphStageLogic
{
    private readonly Inlet<T> _in;
    private readonly Outlet<T> _out;
    private readonly Func<Exception, IGraph<SourceShape<T>, TMat>> _recover;
    private int _left;
    private SubSinkInlet<T>? _sub;

    public RecoverWithLogic(LinearStage<T, T> stage, Func<Exception, IGraph<SourceShape<T>, TMat>> recover, int attempts) : base(stage.Shape)
    {
        _in = stage.In;
        _out = stage.Out;
        _recover = recover;
        _left = attempts;
        SetHandlers(_in, _out, this);
    }

    public override void OnPush() => Push(_out, Grab(_in));

    public override void OnPull()
    {
        if (_sub is not { } sub)
        {
            Pull(_in);
        }
        else if (sub.IsAvailable)
        {
            Push(_out, sub.Grab());
            if (sub.IsClosed)
                CompleteStage();
        }
        else if (!sub.HasBeenPulled)
        {
            sub.Pull();
        }
    }

    public override void OnUpstreamFailure(Exception e) => Replace(e);

    public override void PostStop() => _sub?.Cancel();

    private void Replace(Exception e)
    {
        var source = _left == 0 ? null : _recover(e);
        if (source is null)
        {
            FailStage(e);
            return;
        }

        if (_left > 0)
            _left--;
        SetKeepGoing(true);
        var sub = _sub = CreateSubSinkInlet<T>("RecoverWithSink");
        sub.SetHandler(new LambdaInHandler(
            onPush: () =>
            {
                if (IsAvailable(_out))
                    Push(_out, sub.Grab());
            },
            onUpstreamFinish: () =>
            {
                if (!sub.IsAvailable)
                    CompleteStage();
            },
            onUpstreamFailure: Replace));
        if (IsAvailable(_out))
            sub.Pull();
        Source.FromGraph(source).RunWith(sub.Sink, SubFusingMaterializer);
    }
}

/// <summary>Puts an element between each two, and if asked one before the first and one after the last.</summary>
internal sealed class IntersperseLogic<T>(LinearStage<T, T> stage, T start, T inject, T end, bool hasEnds) : LinearLogic<T, T>(stage)
{
    private bool _isFirst = true;

    public override void OnPush()
    {
        if (!_isFirst)
            EmitMultiple(Out, [inject, Grab(In)]);
        else if (hasEnds)
            EmitMultiple(Out, [start, Grab(In)]);
        else
            Push(Out, Grab(In));
        _isFirst = false;
    }

    public override void OnUpstreamFinish()
    {
        if (hasEnds)
            EmitMultiple(Out, _isFirst ? [start, end] : [end]);
        CompleteStage();
    }
}

/// <summary>Hands on everything until an actor ends: then it fails.</summary>
internal sealed class WatchLogic<T>(LinearStage<T, T> stage, Actor.IActorRef actor) : LinearLogic<T, T>(stage)
{
    public override void PreStart() => GetStageActor(message =>
    {
        if (message.Item2 is Actor.Terminated ended && ended.ActorRef.Equals(actor))
            FailStage(new WatchedActorTerminatedException("Watch", actor));
    }).Watch(actor);

    public override void OnPush() => Push(Out, Grab(In));
}
