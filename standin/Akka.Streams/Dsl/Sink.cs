using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams.Implementation.Stages;
using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Sinks to end in.</summary>
public static class Sink
{
    public static SinkShape<T> Shape<T>(string name) => new(new Inlet<T>($"{name}.in"));

    public static Sink<TIn, TMat> FromGraph<TIn, TMat>(IGraph<SinkShape<TIn>, TMat> graph) => graph as Sink<TIn, TMat> ?? new Sink<TIn, TMat>(graph.Blueprint);

    public static Sink<TIn, TMat> Wrap<TIn, TMat>(IGraph<SinkShape<TIn>, TMat> graph) => FromGraph(graph);

    /// <summary>Takes every element; the task ends with the stream.</summary>
    public static Sink<TIn, Task<Done>> Ignore<TIn>() => OfTask<TIn, Done>("IgnoreSink", (stage, promise) => new IgnoreLogic<TIn>(stage, promise));

    public static Sink<TIn, Task<Done>> ForEach<TIn>(Action<TIn> action) => Flow.FromFunction<TIn, NotUsed>(element =>
    {
        action(element);
        return NotUsed.Instance;
    }).ToMaterialized(Ignore<NotUsed>(), Keep.Right).Named("ForEachSink");

    public static Sink<TIn, Task<Done>> ForEachParallel<TIn>(int parallelism, Action<TIn> action) =>
        ForEachAsync<TIn>(parallelism, element => Task.Run(() => action(element)));

    public static Sink<TIn, Task<Done>> ForEachAsync<TIn>(int parallelism, Func<TIn, Task> action) =>
        Flow.FromGraph(Operators.SelectAsyncUnordered<TIn, NotUsed>(parallelism, async element =>
        {
            await action(element).ConfigureAwait(false);
            return NotUsed.Instance;
        })).ToMaterialized(Ignore<NotUsed>(), Keep.Right).Named("ForEachAsyncSink");

    /// <summary>The first element; fails with <see cref="NoSuchElementException"/> if there is none.</summary>
    public static Sink<TIn, Task<TIn>> First<TIn>() => OfTask<TIn, TIn>("FirstSink", (stage, promise) => new FirstLogic<TIn>(stage, promise, false));

    public static Sink<TIn, Task<TIn>> FirstOrDefault<TIn>() => OfTask<TIn, TIn>("FirstOrDefaultSink", (stage, promise) => new FirstLogic<TIn>(stage, promise, true));

    /// <summary>The last element; fails with <see cref="NoSuchElementException"/> if there is none.</summary>
    public static Sink<TIn, Task<TIn>> Last<TIn>() => OfTask<TIn, TIn>("LastSink", (stage, promise) => new LastLogic<TIn>(stage, promise, false));

    public static Sink<TIn, Task<TIn>> LastOrDefault<TIn>() => OfTask<TIn, TIn>("LastOrDefaultSink", (stage, promise) => new LastLogic<TIn>(stage, promise, true));

    /// <summary>All elements.</summary>
    public static Sink<TIn, Task<IImmutableList<TIn>>> Seq<TIn>() =>
        OfTask<TIn, IImmutableList<TIn>>("SeqSink", (stage, promise) => new SeqLogic<TIn>(stage, promise));

    public static Sink<TIn, Task<TOut>> Aggregate<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> aggregate) =>
        Flow.FromGraph(Operators.Aggregate(zero, aggregate)).ToMaterialized(First<TOut>(), Keep.Right).Named("AggregateSink");

    public static Sink<TIn, Task<TIn>> Sum<TIn>(Func<TIn, TIn, TIn> reduce) =>
        Flow.FromGraph(Operators.Sum(reduce)).ToMaterialized(First<TIn>(), Keep.Right).Named("SumSink");

    /// <summary>Cancels at once.</summary>
    public static Sink<TIn, NotUsed> Cancelled<TIn>() => Of<TIn, NotUsed>("CancelSink", stage => (new CancelledLogic<TIn>(stage), NotUsed.Instance));

    public static Sink<TIn, NotUsed> OnComplete<TIn>(Action success, Action<Exception> failure) =>
        Of<TIn, NotUsed>("OnCompleteSink", stage => (new OnCompleteLogic<TIn>(stage, success, failure), NotUsed.Instance));

    /// <summary>Elements to be pulled one by one; the buffer is that of the stage's InputBuffer attribute.</summary>
    public static Sink<TIn, ISinkQueue<TIn>> Queue<TIn>() => FromGraph(new SinkStage<TIn, ISinkQueue<TIn>>("QueueSink", (stage, attributes) =>
    {
        var logic = new QueueSinkLogic<TIn>(stage, attributes.GetAttribute<Attributes.InputBuffer>()!.Max);
        return (logic, logic);
    }));

    /// <summary>Sends each element to the actor, without backpressure, and at last the message for the end. The actor's end ends the stream.</summary>
    public static Sink<TIn, NotUsed> ActorRef<TIn>(IActorRef actorRef, object onCompleteMessage, Func<Exception, object> onFailureMessage) =>
        Of<TIn, NotUsed>("ActorRefSink", stage => (new ActorRefSinkLogic<TIn>(stage, actorRef, onCompleteMessage, onFailureMessage), NotUsed.Instance));

    public static Sink<TIn, NotUsed> ActorRef<TIn>(IActorRef actorRef, object onCompleteMessage) =>
        ActorRef<TIn>(actorRef, onCompleteMessage, cause => new Status.Failure(cause));

    /// <summary>Sends each element to the actor, the next only when it has answered with the acknowledgement. The actor's end ends the stream.</summary>
    public static Sink<TIn, NotUsed> ActorRefWithAck<TIn>(
        IActorRef actorRef, object onInitMessage, object ackMessage, object onCompleteMessage, Func<Exception, object> onFailureMessage = null) =>
        FromGraph(new SinkStage<TIn, NotUsed>("ActorRefWithAckSink", (stage, attributes) => (
            new ActorRefAckSinkLogic<TIn>(
                stage,
                actorRef,
                onInitMessage,
                ackMessage,
                onCompleteMessage,
                onFailureMessage ?? (cause => new Status.Failure(cause)),
                attributes.GetAttribute<Attributes.InputBuffer>()!.Max),
            NotUsed.Instance)));

    /// <summary>Gives the elements to several sinks by a fan-out stage.</summary>
    public static Sink<TIn, NotUsed> Combine<TIn, TOut, TMat>(
        Func<int, IGraph<UniformFanOutShape<TIn, TOut>, TMat>> strategy,
        Sink<TOut, NotUsed> first,
        Sink<TOut, NotUsed> second,
        params Sink<TOut, NotUsed>[] rest) => FromGraph(GraphDsl.Create(builder =>
    {
        var junction = builder.Add(strategy(rest.Length + 2));
        builder.From(junction.Out(0)).To(builder.Add(first));
        builder.From(junction.Out(1)).To(builder.Add(second));
        for (var i = 0; i < rest.Length; i++)
            builder.From(junction.Out(i + 2)).To(builder.Add(rest[i]));
        return new SinkShape<TIn>(junction.In);
    }));

    private static Sink<TIn, TMat> Of<TIn, TMat>(string name, Func<SinkStage<TIn, TMat>, (GraphStageLogic, TMat)> create) =>
        FromGraph(new SinkStage<TIn, TMat>(name, (stage, _) => create(stage)));

    private static Sink<TIn, Task<TResult>> OfTask<TIn, TResult>(
        string name, Func<SinkStage<TIn, Task<TResult>>, TaskCompletionSource<TResult>, GraphStageLogic> create) =>
        FromGraph(new SinkStage<TIn, Task<TResult>>(name, (stage, _) =>
        {
            var promise = new TaskCompletionSource<TResult>();
            return (create(stage, promise), promise.Task);
        }));
}
