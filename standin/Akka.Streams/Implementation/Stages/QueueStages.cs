using Akka.Pattern;
using Akka.Streams.Stage;
using Akka.Util;

namespace Akka.Streams.Implementation.Stages;

/// <summary>The source that elements are offered to from any thread. Every offer gets an answer, also when the stream ends meanwhile.</summary>
internal sealed class QueueSourceLogic<T> : OutGraphStageLogic, ISourceQueueWithComplete<T>
{
    private readonly Outlet<T> _out;
    private readonly int _size;
    private readonly OverflowStrategy _strategy;
    private readonly TaskCompletionSource<Done> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinkedList<T> _buffer = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Offer> _unanswered = [];
    private List<Action>? _beforeStart = [];
    private Action<Action>? _run;
    private bool _stopped;
    private Offer? _waiting;
    private bool _completing;

    public QueueSourceLogic(SourceStage<T, ISourceQueueWithComplete<T>> stage, int size, OverflowStrategy strategy) : base(stage.Shape)
    {
        _out = stage.Out;
        _size = size;
        _strategy = strategy;
        SetHandler(_out, this);
    }

    private sealed class Offer(T element) : TaskCompletionSource<IQueueOfferResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public T Element => element;
    }

    public override void PreStart()
    {
        lock (_gate)
        {
            _run = GetAsyncCallback<Action>(action => action());
            foreach (var action in _beforeStart!)
                _run(action);
            _beforeStart = null;
        }
    }

    public override void OnPull()
    {
        if (_buffer.First is { } first)
        {
            Push(_out, first.Value);
            _buffer.RemoveFirst();
            if (_waiting is { } waiting)
            {
                _waiting = null;
                _buffer.AddLast(waiting.Element);
                Answer(waiting, QueueOfferResult.Enqueued.Instance);
            }
        }
        else if (_waiting is { } waiting)
        {
            _waiting = null;
            Push(_out, waiting.Element);
            Answer(waiting, QueueOfferResult.Enqueued.Instance);
        }

        CompleteIfDrained();
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        if (_waiting is { } waiting)
            Answer(waiting, QueueOfferResult.QueueClosed.Instance);
        _completion.TrySetResult(Done.Instance);
        InternalOnDownstreamFinish(cause);
    }

    public override void PostStop()
    {
        Offer[] unanswered;
        lock (_gate)
        {
            _stopped = true;
            unanswered = [.. _unanswered];
            _unanswered.Clear();
        }

        var detached = new StreamDetachedException();
        foreach (var offer in unanswered)
            offer.TrySetException(detached);
        _completion.TrySetException(new AbruptStageTerminationException(this));
    }

    public Task<IQueueOfferResult> OfferAsync(T element)
    {
        var offer = new Offer(element);
        if (!Run(() => Handle(offer), offer))
            offer.TrySetException(new StreamDetachedException());
        return offer.Task;
    }

    public void Complete() => Run(
        () =>
        {
            _completing = true;
            CompleteIfDrained();
        },
        null);

    public void Fail(Exception ex) => Run(
        () =>
        {
            _completion.TrySetException(ex);
            FailStage(ex);
        },
        null);

    public Task WatchCompletionAsync() => _completion.Task;

    private bool Run(Action action, Offer? offer)
    {
        lock (_gate)
        {
            if (_stopped)
                return false;
            if (offer is not null)
                _unanswered.Add(offer);
            if (_beforeStart is { } before)
                before.Add(action);
            else
                _run!(action);
            return true;
        }
    }

    private void Answer(Offer offer, IQueueOfferResult result)
    {
        lock (_gate)
            _unanswered.Remove(offer);
        offer.TrySetResult(result);
    }

    private void Handle(Offer offer)
    {
        if (_completing)
        {
            Answer(offer, QueueOfferResult.QueueClosed.Instance);
        }
        else if (_waiting is not null)
        {
            lock (_gate)
                _unanswered.Remove(offer);
            offer.TrySetException(new IllegalStateException("You have to wait for previous offer to be resolved to send another request."));
        }
        else if (_buffer.Count == 0 && IsAvailable(_out))
        {
            Push(_out, offer.Element);
            Answer(offer, QueueOfferResult.Enqueued.Instance);
        }
        else if (_buffer.Count < _size)
        {
            _buffer.AddLast(offer.Element);
            Answer(offer, QueueOfferResult.Enqueued.Instance);
        }
        else
        {
            Overflow(offer);
        }
    }

    private void Overflow(Offer offer)
    {
        switch (_strategy)
        {
            case OverflowStrategy.DropHead when _size > 0:
                _buffer.RemoveFirst();
                break;
            case OverflowStrategy.DropTail when _size > 0:
                _buffer.RemoveLast();
                break;
            case OverflowStrategy.DropBuffer when _size > 0:
                _buffer.Clear();
                break;
            case OverflowStrategy.Backpressure:
                _waiting = offer;
                return;
            case OverflowStrategy.Fail:
                var overflow = new BufferOverflowException($"Buffer overflow (max capacity was {_size})!");
                Answer(offer, new QueueOfferResult.Failure(overflow));
                _completion.TrySetException(overflow);
                FailStage(overflow);
                return;
            default:
                Answer(offer, QueueOfferResult.Dropped.Instance);
                return;
        }

        _buffer.AddLast(offer.Element);
        Answer(offer, QueueOfferResult.Enqueued.Instance);
    }

    private void CompleteIfDrained()
    {
        if (!_completing || _buffer.Count > 0 || _waiting is not null)
            return;
        _completion.TrySetResult(Done.Instance);
        CompleteStage();
    }
}

/// <summary>The sink whose elements are pulled one by one, from any thread.</summary>
internal sealed class QueueSinkLogic<T> : InGraphStageLogic, ISinkQueue<T>
{
    private readonly Inlet<T> _in;
    private readonly int _size;
    private readonly Queue<T> _buffer = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Request> _unanswered = [];
    private List<Request>? _beforeStart = [];
    private Action<Request>? _ask;
    private bool _stopped;
    private Request? _waiting;
    private bool _ended;
    private Exception? _failure;

    public QueueSinkLogic(SinkStage<T, ISinkQueue<T>> stage, int size) : base(stage.Shape)
    {
        _in = stage.In;
        _size = Math.Max(size, 1);
        SetHandler(_in, this);
    }

    private sealed class Request() : TaskCompletionSource<Option<T>>(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void PreStart()
    {
        SetKeepGoing(true);
        Pull(_in);
        lock (_gate)
        {
            _ask = GetAsyncCallback<Request>(Handle);
            foreach (var request in _beforeStart!)
                _ask(request);
            _beforeStart = null;
        }
    }

    public override void OnPush()
    {
        _buffer.Enqueue(Grab(_in));
        AnswerWaiting();
        PullIfRoom();
    }

    public override void OnUpstreamFinish() => End(null);

    public override void OnUpstreamFailure(Exception e) => End(e);

    public override void PostStop()
    {
        Request[] unanswered;
        lock (_gate)
        {
            _stopped = true;
            unanswered = [.. _unanswered];
        }

        foreach (var request in unanswered)
            request.TrySetException(_ended ? new StreamDetachedException() : new AbruptStageTerminationException(this));
    }

    public Task<Option<T>> PullAsync()
    {
        var request = new Request();
        lock (_gate)
        {
            if (_stopped)
            {
                request.SetException(new StreamDetachedException());
            }
            else
            {
                _unanswered.Add(request);
                if (_beforeStart is { } before)
                    before.Add(request);
                else
                    _ask!(request);
            }
        }

        return request.Task;
    }

    private void Handle(Request request)
    {
        if (_waiting is not null)
        {
            lock (_gate)
                _unanswered.Remove(request);
            request.TrySetException(new IllegalStateException("You have to wait for previous future to be resolved to send another request"));
            return;
        }

        _waiting = request;
        AnswerWaiting();
        PullIfRoom();
    }

    private void End(Exception? failure)
    {
        _ended = true;
        _failure = failure;
        AnswerWaiting();
    }

    private void AnswerWaiting()
    {
        if (_waiting is not { } request || (_buffer.Count == 0 && !_ended))
            return;
        _waiting = null;
        lock (_gate)
            _unanswered.Remove(request);
        if (_buffer.TryDequeue(out var element))
        {
            request.TrySetResult(new Option<T>(element));
            return;
        }

        if (_failure is null)
            request.TrySetResult(Option<T>.None);
        else
            request.TrySetException(_failure);
        CompleteStage();
    }

    private void PullIfRoom()
    {
        if (_buffer.Count < _size && !HasBeenPulled(_in))
            TryPull(_in);
    }
}

/// <summary>Emits what the promise is given.</summary>
internal sealed class MaybeLogic<T> : OutGraphStageLogic
{
    private readonly Outlet<T> _out;
    private readonly TaskCompletionSource<T> _promise;

    public MaybeLogic(SourceStage<T, TaskCompletionSource<T>> stage, TaskCompletionSource<T> promise) : base(stage.Shape)
    {
        _out = stage.Out;
        _promise = promise;
        SetHandler(_out, this);
    }

    public override void PreStart()
    {
        if (_promise.Task.IsCompleted)
            Handle(_promise.Task);
        else
            _promise.Task.ContinueWith(GetAsyncCallback<Task<T>>(Handle), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public override void OnPull()
    {
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        _promise.TrySetResult(default!);
        InternalOnDownstreamFinish(cause);
    }

    public override void PostStop() => _promise.TrySetException(new AbruptStageTerminationException(this));

    private void Handle(Task<T> task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            FailStage(task.Cause());
            return;
        }

        if (!EqualityComparer<T>.Default.Equals(task.Result, default))
            Emit(_out, task.Result);
        CompleteStage();
    }
}
