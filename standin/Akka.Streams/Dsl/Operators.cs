using Akka.Event;
using Akka.Streams.Implementation.Stages;
using Akka.Streams.Stage;
using Akka.Util;

namespace Akka.Streams.Dsl;

/// <summary>The operators as flows; sources and flows go on with them.</summary>
internal static class Operators
{
    public static IGraph<FlowShape<TIn, TOut>, NotUsed> Select<TIn, TOut>(Func<TIn, TOut> mapper) =>
        Of<TIn, TOut>("Select", stage => new SelectLogic<TIn, TOut>(stage, mapper));

    public static IGraph<FlowShape<T, T>, NotUsed> Where<T>(Predicate<T> predicate) => Of<T, T>("Where", stage => new WhereLogic<T>(stage, predicate));

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> Collect<TIn, TOut>(Func<TIn, bool> isDefined, Func<TIn, TOut> collector) =>
        Of<TIn, TOut>("Collect", stage => new CollectLogic<TIn, TOut>(stage, isDefined, collector));

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> SelectMany<TIn, TOut>(Func<Func<TIn, IEnumerable<TOut>>> factory) =>
        Of<TIn, TOut>("StatefulSelectMany", stage => new SelectManyLogic<TIn, TOut>(stage, factory));

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> SelectAsync<TIn, TOut>(int parallelism, Func<TIn, Task<TOut>> mapper) =>
        Of<TIn, TOut>("SelectAsync", stage => new SelectAsyncLogic<TIn, TOut>(stage, parallelism, mapper));

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> SelectAsyncUnordered<TIn, TOut>(int parallelism, Func<TIn, Task<TOut>> mapper) =>
        Of<TIn, TOut>("SelectAsyncUnordered", stage => new SelectAsyncUnorderedLogic<TIn, TOut>(stage, parallelism, mapper));

    public static IGraph<FlowShape<T, T>, NotUsed> Take<T>(long n) => Of<T, T>("Take", stage => new TakeLogic<T>(stage, n));

    public static IGraph<FlowShape<T, T>, NotUsed> TakeWhile<T>(Predicate<T> predicate, bool inclusive) =>
        Of<T, T>("TakeWhile", stage => new TakeWhileLogic<T>(stage, predicate, inclusive));

    public static IGraph<FlowShape<T, T>, NotUsed> TakeWithin<T>(TimeSpan duration) => Of<T, T>("TakeWithin", stage => new TakeWithinLogic<T>(stage, duration));

    public static IGraph<FlowShape<T, T>, NotUsed> Skip<T>(long n) => Of<T, T>("Skip", stage => new SkipLogic<T>(stage, n));

    public static IGraph<FlowShape<T, T>, NotUsed> SkipWhile<T>(Predicate<T> predicate) => Of<T, T>("SkipWhile", stage => new SkipWhileLogic<T>(stage, predicate));

    public static IGraph<FlowShape<T, T>, NotUsed> SkipWithin<T>(TimeSpan duration) => Of<T, T>("SkipWithin", stage => new SkipWithinLogic<T>(stage, duration));

    public static IGraph<FlowShape<T, T>, NotUsed> InitialDelay<T>(TimeSpan delay) => Of<T, T>("InitialDelay", stage => new InitialDelayLogic<T>(stage, delay));

    public static IGraph<FlowShape<T, IEnumerable<T>>, NotUsed> Grouped<T>(int n)
    {
        if (n <= 0)
            throw new ArgumentException($"n must be greater than 0, not {n}", nameof(n));
        return Of<T, IEnumerable<T>>("Grouped", stage => new GroupedLogic<T>(stage, n));
    }

    public static IGraph<FlowShape<T, IEnumerable<T>>, NotUsed> GroupedWithin<T>(int n, TimeSpan timeout)
    {
        if (n <= 0)
            throw new ArgumentException($"n must be greater than 0, not {n}", nameof(n));
        if (timeout <= TimeSpan.Zero)
            throw new ArgumentException($"timeout must be greater than 0, not {timeout}", nameof(timeout));
        return Of<T, IEnumerable<T>>("GroupedWithin", stage => new GroupedWithinLogic<T>(stage, n, timeout));
    }

    public static IGraph<FlowShape<T, IEnumerable<T>>, NotUsed> Sliding<T>(int n, int step)
    {
        if (n <= 0)
            throw new ArgumentException($"n must be greater than 0, not {n}", nameof(n));
        if (step <= 0)
            throw new ArgumentException($"step must be greater than 0, not {step}", nameof(step));
        return Of<T, IEnumerable<T>>("Sliding", stage => new SlidingLogic<T>(stage, n, step));
    }

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> Scan<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> scan) =>
        Of<TIn, TOut>("Scan", stage => new ScanLogic<TIn, TOut>(stage, zero, scan));

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> Aggregate<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> aggregate) =>
        Of<TIn, TOut>("Aggregate", stage => new AggregateLogic<TIn, TOut>(stage, zero, aggregate));

    public static IGraph<FlowShape<T, T>, NotUsed> Sum<T>(Func<T, T, T> reduce) => Of<T, T>("Sum", stage => new SumLogic<T>(stage, reduce));

    public static IGraph<FlowShape<T, T>, NotUsed> Buffer<T>(int size, OverflowStrategy strategy)
    {
        if (size <= 0)
            throw new ArgumentException($"Buffer size must be greater than 0, not {size}", nameof(size));
        return Of<T, T>("Buffer", stage => new BufferLogic<T>(stage, size, strategy));
    }

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> Batch<TIn, TOut>(long max, Func<TIn, long> cost, Func<TIn, TOut> seed, Func<TOut, TIn, TOut> aggregate) =>
        Of<TIn, TOut>("Batch", stage => new BatchLogic<TIn, TOut>(stage, max, cost, seed, aggregate));

    public static IGraph<FlowShape<T, T>, NotUsed> Limit<T>(long max, Func<T, long> cost) => Of<T, T>("LimitWeighted", stage => new LimitLogic<T>(stage, max, cost));

    public static IGraph<FlowShape<T, T>, NotUsed> Recover<T>(Func<Exception, Option<T>> recover) => Of<T, T>("Recover", stage => new RecoverLogic<T>(stage, recover));

    public static IGraph<FlowShape<T, T>, NotUsed> SelectError<T>(Func<Exception, Exception> selector) =>
        Of<T, T>("SelectError", stage => new SelectErrorLogic<T>(stage, selector));

    public static IGraph<FlowShape<T, T>, NotUsed> Timeout<T>(TimeSpan timeout, TimeoutKind kind) =>
        Of<T, T>($"{kind}Timeout", stage => new TimeoutLogic<T>(stage, timeout, kind));

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> KeepAlive<TIn, TOut>(TimeSpan timeout, Func<TOut> inject) where TIn : TOut =>
        Of<TIn, TOut>("KeepAlive", stage => new KeepAliveLogic<TIn, TOut>(stage, timeout, inject));

    public static IGraph<FlowShape<T, T>, NotUsed> Throttle<T>(int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode)
    {
        if (cost <= 0)
            throw new ArgumentException($"cost must be greater than 0, not {cost}", nameof(cost));
        if (per <= TimeSpan.Zero)
            throw new ArgumentException($"per time must be greater than 0, not {per}", nameof(per));
        if (mode == ThrottleMode.Enforcing && maximumBurst < 0)
            throw new ArgumentException($"maximumBurst must be at least 0 in the mode Enforcing, not {maximumBurst}", nameof(maximumBurst));
        return Of<T, T>("Throttle", stage => new ThrottleLogic<T>(stage, cost, per, maximumBurst, calculateCost, mode));
    }

    public static IGraph<FlowShape<T, T>, NotUsed> Log<T>(string name, Func<T, object>? extract, ILoggingAdapter? log) =>
        Of<T, T>("Log", stage => new LogLogic<T>(stage, name, extract ?? (element => element!), log));

    public static IGraph<FlowShape<T, T>, Task<Done>> WatchTermination<T>() => new ValueFlowStage<T, T, Task<Done>>("WatchTermination", stage =>
    {
        var promise = new TaskCompletionSource<Done>();
        return (new WatchTerminationLogic<T>(stage, promise), promise.Task);
    });

    public static IGraph<FlowShape<TIn, TOut>, NotUsed> Flatten<TIn, TOut, TMat>(int breadth, Func<TIn, IGraph<SourceShape<TOut>, TMat>> flatten) =>
        Of<TIn, TOut>("FlattenMerge", stage => new FlattenLogic<TIn, TOut, TMat>(stage, breadth, flatten));

    /// <param name="recover">The source to go on with; null if the failure is to go through.</param>
    /// <param name="attempts">How often; without limit if negative.</param>
    public static IGraph<FlowShape<T, T>, NotUsed> RecoverWith<T, TMat>(Func<Exception, IGraph<SourceShape<T>, TMat>> recover, int attempts) =>
        Of<T, T>("RecoverWith", stage => new RecoverWithLogic<T, TMat>(stage, recover, attempts));

    public static IGraph<FlowShape<T, T>, NotUsed> Detach<T>() => Of<T, T>("Detacher", stage => new BufferLogic<T>(stage, 1, OverflowStrategy.Backpressure));

    public static IGraph<FlowShape<T, T>, NotUsed> Intersperse<T>(T start, T inject, T end, bool hasEnds) =>
        Of<T, T>("Intersperse", stage => new IntersperseLogic<T>(stage, start, inject, end, hasEnds));

    public static IGraph<FlowShape<T, T>, NotUsed> Watch<T>(Akka.Actor.IActorRef actor) => Of<T, T>("Watch", stage => new WatchLogic<T>(stage, actor));

    public static IGraph<FlowShape<T, T>, NotUsed> Identity<T>() => Of<T, T>("Identity", stage => new IdentityLogic<T>(stage));

    public static IGraph<FlowShape<T, (T, long)>, NotUsed> ZipWithIndex<T>() => SelectMany<T, (T, long)>(() =>
    {
        var index = 0L;
        return element => [(element, index++)];
    });

    private static LinearStage<TIn, TOut> Of<TIn, TOut>(string name, Func<LinearStage<TIn, TOut>, GraphStageLogic> create) =>
        new(name, (stage, _) => create(stage));
}
