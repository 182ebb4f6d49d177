using Akka.Streams;
using Akka.Streams.Dsl;
using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>Runs the stream that handles the records of one subtask.</summary>
internal sealed class StreamDelivery<T> : IDelivery<T>
{
    private readonly DeliveryQueue<T> _queue;
    private readonly ActorMaterializer _materializer;
    private readonly StreamEnd _end;
    private readonly Task _handled;
    private readonly Task _terminated;
    private readonly bool _confirmsTaken;
    private volatile bool _isClosing;

    private StreamDelivery(DeliveryQueue<T> queue, ActorMaterializer materializer, StreamEnd end, Task handled, bool confirmsTaken)
    {
        _queue = queue;
        _materializer = materializer;
        _end = end;
        _handled = handled;
        _confirmsTaken = confirmsTaken;
        _terminated = materializer.System.WhenTerminated;
        _ = WatchAsync();
    }

    public DeliveryProgress Progress => _queue.Progress;

    /// <summary>A sink that says when it has ended: its failure is known, and at the end of input it is waited for.</summary>
    public static StreamDelivery<T> Into<TMat>(StreamContext context, Sink<T, TMat> sink) => Start(
        context,
        confirmsTaken: true,
        (source, _) => source.ToMaterialized(sink, static (end, value) => (end, value as Task ?? Task.CompletedTask)));

    /// <summary>A flow that emits one element for each record, when it is through with it.</summary>
    public static StreamDelivery<T> Through<TConfirmation, TMat>(StreamContext context, Flow<T, TConfirmation, TMat> flow) => Start(
        context,
        confirmsTaken: false,
        (source, queue) => source
            .Via(flow)
            .ToMaterialized(Sink.FromGraph(new ConfirmationStage<T, TConfirmation>(queue)), static (end, handled) => (end, handled)));

    public void Send(ReadOnlySpan<T> records) => _queue.Send(records);

    public async Task CompleteAsync()
    {
        _queue.Complete();
        await Task.WhenAny(_end.Stopped, _terminated).ConfigureAwait(false);
        await Task.WhenAny(_handled, _terminated).ConfigureAwait(false);
        if (_terminated.IsCompleted)
        {
            throw new ConnectorException("The actor system was terminated before the stream had handled all records.");
        }

        await _handled.ConfigureAwait(false);
        if (Problem() is { } problem)
        {
            throw problem;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        _end.Cancel();

        // Streams of an actor system that ends do not always say so.
        await Task.WhenAny(_end.Stopped, _terminated).ConfigureAwait(false);
        _materializer.Shutdown();
    }

    private static StreamDelivery<T> Start(
        StreamContext context,
        bool confirmsTaken,
        Func<Source<T, StreamEnd>, DeliveryQueue<T>, IRunnableGraph<(StreamEnd End, Task Handled)>> build)
    {
        var queue = new DeliveryQueue<T>();
        ActorMaterializer materializer = ActorMaterializer.Create(context.System);
        try
        {
            (StreamEnd end, Task handled) =
                build(Source.FromGraph(new DeliverySourceStage<T>(queue, confirmsTaken)), queue).Run(materializer);
            return new StreamDelivery<T>(queue, materializer, end, handled, confirmsTaken);
        }
        catch
        {
            materializer.Shutdown();
            throw;
        }
    }

    /// <summary>A stream that ends although its subtask goes on would swallow what comes: it is a failure, whatever the reason.</summary>
    private async Task WatchAsync()
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _handled.ContinueWith(
            _ => failed.TrySetResult(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await Task.WhenAny(_end.Stopped, failed.Task).ConfigureAwait(false);
        if (_isClosing)
        {
            return;
        }

        if (_end.Problem is not null && !_handled.IsCompleted)
        {
            // What the sink itself says is better than what it told the stream: it says so right after.
            await Task.WhenAny(_handled, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        }

        if (Problem() is { } problem)
        {
            Progress.Fail(problem);
        }
    }

    private Exception? Problem()
    {
        if (_handled.IsFaulted)
        {
            Exception failure = _handled.Exception.InnerException ?? _handled.Exception;
            return new ConnectorException($"The stream that takes the records has failed: {failure.Message}", failure);
        }

        if (_end.Problem is { } cause)
        {
            return new ConnectorException($"The stream that takes the records has ended although the job goes on: {cause.Message}", cause);
        }

        long open = _queue.Sent - Progress.Confirmed;
        return !_confirmsTaken && open != 0 && _end.Stopped.IsCompleted && _handled.IsCompleted
            ? new ConnectorException(
                $"The flow that takes the records must emit one element for each; it ended and had emitted {Progress.Confirmed} for {_queue.Sent}.")
            : null;
    }
}
