using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Operators.Transforms;

/// <summary>What the operators of keyed functions have in common: state, timers, the function's life.</summary>
internal sealed class KeyedFunctionHost<TKey, TOut>(
    OutputOperator<TOut> owner, StreamFunction function, Action<long, TimeDomain, KeyedContext<TKey>, Collector<TOut>> onTimer) : IAsyncDisposable
{
    private KeyedOperatorState<TKey>? state;
    private KeyedTimers<TKey>? timers;
    private OperatorKeyedContext<TKey>? context;

    public KeyedTimers<TKey> Timers => timers ?? throw new InvalidOperationException($"The operator '{owner.Context.Name}' is not open.");

    public OperatorKeyedContext<TKey> Context => context!;

    public async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        state = await KeyedOperatorState<TKey>.OpenAsync(owner.Context, restore, cancellationToken).ConfigureAwait(false);
        timers = new KeyedTimers<TKey>(state.Backend, owner.Context.Environment);
        context = new OperatorKeyedContext<TKey>(timers) { SideOutputs = owner };
        try
        {
            function.Open(new KeyedRuntimeContext<TKey>(owner.Context, state.Backend));
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(owner.Context, e);
        }
    }

    /// <summary>Binds everything to a record's key.</summary>
    public void Begin(in TKey key, ReadOnlySpan<uint> hashes, int index, long timestamp)
    {
        Timers.SetKey(in key, hashes.IsEmpty ? KeyHasher<TKey>.Default.Hash(in key) : hashes[index]);
        context!.TimestampOrNone = timestamp;
    }

    public void AdvanceEventTime(long watermark)
    {
        Timers.Advance(watermark);
        Fire(TimeDomain.EventTime, watermark);
    }

    public void Fire(TimeDomain domain, long upTo)
    {
        try
        {
            while (Timers.TryPop(domain, upTo, out var timestamp))
            {
                var time = domain == TimeDomain.EventTime ? timestamp : Collector<TOut>.NoTimestamp;
                owner.Output.SetTimestamp(time);
                context!.TimestampOrNone = time;
                onTimer(timestamp, domain, context, owner.Output);
            }
        }
        catch (Exception e) when (OperatorFailure.IsOwn(e))
        {
            throw OperatorFailure.Without(owner.Context, e);
        }
    }

    public InstanceSnapshot Snapshot(SnapshotRequest request) => state!.Snapshot(request);

    public async ValueTask DisposeAsync()
    {
        await function.DisposeAsync().ConfigureAwait(false);
        state?.Dispose();
    }
}
