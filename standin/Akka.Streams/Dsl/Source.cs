using Akka.Actor;
using Akka.Streams.Implementation.Stages;
using Akka.Util;

namespace Akka.Streams.Dsl;

/// <summary>Sources to start from.</summary>
public static class Source
{
    public static SourceShape<T> Shape<T>(string name) => new(new Outlet<T>($"{name}.out"));

    public static Source<T, TMat> FromGraph<T, TMat>(IGraph<SourceShape<T>, TMat> source) => source as Source<T, TMat> ?? new Source<T, TMat>(source.Blueprint);

    public static Source<T, NotUsed> From<T>(IEnumerable<T> enumerable) => FromEnumerator(enumerable.GetEnumerator);

    /// <summary>The elements of a new enumerator for each materialisation.</summary>
    public static Source<T, NotUsed> FromEnumerator<T>(Func<IEnumerator<T>> enumeratorFactory) =>
        Of<T, NotUsed>("EnumerableSource", stage => (new EnumeratorLogic<T>(stage, enumeratorFactory), NotUsed.Instance));

    /// <summary>The elements of one enumerator after the other, without end.</summary>
    public static Source<T, NotUsed> Cycle<T>(Func<IEnumerator<T>> enumeratorFactory) => FromEnumerator(() => Cycled(enumeratorFactory)).Named("CycleSource");

    public static Source<T, NotUsed> Single<T>(T element) =>
        Of<T, NotUsed>("SingleSource", stage => (new SingleLogic<T>(stage, element), NotUsed.Instance));

    public static Source<T, NotUsed> Empty<T>() => Of<T, NotUsed>("EmptySource", stage => (new EmptyLogic<T>(stage), NotUsed.Instance));

    public static Source<T, NotUsed> Failed<T>(Exception cause) => Of<T, NotUsed>("FailedSource", stage => (new FailedLogic<T>(stage, cause), NotUsed.Instance));

    /// <summary>No element and no end.</summary>
    public static Source<T, NotUsed> Never<T>() => FromTask(new TaskCompletionSource<T>().Task).Named("NeverSource");

    public static Source<T, NotUsed> Repeat<T>(T element)
    {
        var next = new Option<T>(element);
        return Of<T, NotUsed>("RepeatSource", stage => (new UnfoldLogic<T>(stage, () => next), NotUsed.Instance));
    }

    /// <summary>The task's result; nothing if that is null.</summary>
    public static Source<T, NotUsed> FromTask<T>(Task<T> task) => Of<T, NotUsed>("TaskSource", stage => (new TaskLogic<T>(stage, task), NotUsed.Instance));

    /// <summary>The element that the materialised promise is given; nothing if that is the default of its type.</summary>
    public static Source<T, TaskCompletionSource<T>> Maybe<T>() => Of<T, TaskCompletionSource<T>>("MaybeSource", stage =>
    {
        var promise = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (new MaybeLogic<T>(stage, promise), promise);
    });

    /// <summary>An element each interval; those that nobody asked for in time are dropped.</summary>
    public static Source<T, ICancelable> Tick<T>(TimeSpan initialDelay, TimeSpan interval, T tick) => Of<T, ICancelable>("TickSource", stage =>
    {
        var cancelable = new TickCancelable();
        return (new TickLogic<T>(stage, initialDelay, interval, tick, cancelable), cancelable);
    });

    /// <summary>Elements that are made one after the other from a state, until there is none.</summary>
    public static Source<TElem, NotUsed> Unfold<TState, TElem>(TState state, Func<TState, Option<(TState, TElem)>> unfold) => Of<TElem, NotUsed>("Unfold", stage =>
    {
        var current = state;
        return (new UnfoldLogic<TElem>(stage, () =>
        {
            var next = unfold(current);
            if (!next.HasValue)
                return Option<TElem>.None;
            (current, var element) = next.Value;
            return new Option<TElem>(element);
        }), NotUsed.Instance);
    });

    public static Source<TElem, NotUsed> UnfoldInfinite<TState, TElem>(TState state, Func<TState, (TState, TElem)> unfold) =>
        Unfold(state, current => new Option<(TState, TElem)>(unfold(current)));

    public static Source<TElem, NotUsed> UnfoldAsync<TState, TElem>(TState state, Func<TState, Task<Option<(TState, TElem)>>> unfoldAsync) =>
        Of<TElem, NotUsed>("UnfoldAsync", stage =>
        {
            var current = state;
            return (new UnfoldAsyncLogic<TElem>(stage, async () =>
            {
                var next = await unfoldAsync(current).ConfigureAwait(false);
                if (!next.HasValue)
                    return Option<TElem>.None;
                (current, var element) = next.Value;
                return new Option<TElem>(element);
            }), NotUsed.Instance);
        });

    /// <summary>The materialised queue's elements. With a size of 0 and backpressure each offer waits for demand.</summary>
    public static Source<T, ISourceQueueWithComplete<T>> Queue<T>(int bufferSize, OverflowStrategy overflowStrategy)
    {
        if (bufferSize < 0)
            throw new ArgumentException($"Buffer size must be greater than or equal 0, not {bufferSize}", nameof(bufferSize));
        return Of<T, ISourceQueueWithComplete<T>>("QueueSource", stage =>
        {
            var logic = new QueueSourceLogic<T>(stage, bufferSize, overflowStrategy);
            return (logic, logic);
        });
    }

    /// <summary>
    /// The messages of type T that the materialised actor is sent. Status.Success and PoisonPill complete the stream,
    /// Status.Failure fails it.
    /// </summary>
    public static Source<T, IActorRef> ActorRef<T>(int bufferSize, OverflowStrategy overflowStrategy)
    {
        if (bufferSize < 0)
            throw new ArgumentException($"Buffer size must be greater than or equal 0, not {bufferSize}", nameof(bufferSize));
        if (overflowStrategy == OverflowStrategy.Backpressure)
            throw new NotSupportedException("Backpressure overflow strategy not supported by ActorRef source");
        return FromGraph(new ActorRefSource<T>(bufferSize, overflowStrategy));
    }

    /// <summary>Joins sources by a fan-in stage.</summary>
    public static Source<TOut2, NotUsed> Combine<T, TOut2>(
        Source<T, NotUsed> first,
        Source<T, NotUsed> second,
        Func<int, IGraph<UniformFanInShape<T, TOut2>, NotUsed>> strategy,
        params Source<T, NotUsed>[] rest) => FromGraph(GraphDsl.Create(builder =>
    {
        var junction = builder.Add(strategy(rest.Length + 2));
        builder.From(builder.Add(first)).To(junction.In(0));
        builder.From(builder.Add(second)).To(junction.In(1));
        for (var i = 0; i < rest.Length; i++)
            builder.From(builder.Add(rest[i])).To(junction.In(i + 2));
        return new SourceShape<TOut2>(junction.Out);
    }));

    private static Source<T, TMat> Of<T, TMat>(string name, Func<SourceStage<T, TMat>, (Stage.GraphStageLogic, TMat)> create) =>
        FromGraph(new SourceStage<T, TMat>(name, (stage, _) => create(stage)));

    private static IEnumerator<T> Cycled<T>(Func<IEnumerator<T>> factory)
    {
        while (true)
        {
            using var enumerator = factory();
            if (!enumerator.MoveNext())
                throw new ArgumentException("empty iterator");
            do
            {
                yield return enumerator.Current;
            }
            while (enumerator.MoveNext());
        }
    }
}
