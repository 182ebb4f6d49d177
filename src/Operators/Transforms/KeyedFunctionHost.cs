using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Operators.Transforms;

/// <summary>What the operators of keyed functions have in common: state, timers, the function's life.</summary>
/// <param name="owner">The operator.</param>
/// <param name="function">Its function.</param>
/// <param name="createContext">Makes the context of records and timers, when all else is there.</param>
/// <param name="onTimer">The function's.</param>
/// <param name="hasRecordsWithoutKey">Whether keyed state must be refused with some records.</param>
internal sealed class KeyedFunctionHost<TKey, TOut, TContext>(
    OutputOperator<TOut> owner,
    StreamFunction function,
    Func<KeyedFunctionHost<TKey, TOut, TContext>, TContext> createContext,
    Action<long, TimeDomain, TContext, Collector<TOut>> onTimer,
    bool hasRecordsWithoutKey = false) : IAsyncDisposable
    where TContext : KeyedContext<TKey>
{
    private KeyedOperatorState<TKey>? state;
    private KeyedTimers<TKey>? timers;
    private TContext? context;
    private OperatorStateBackend? lists;

    public KeyedTimers<TKey> Timers => timers ?? throw new InvalidOperationException($"The operator '{owner.Context.Name}' is not open.");

    public TContext Context => context!;

    public KeyedStateBackend<TKey> Backend => state!.Backend;

    public IStateLookup? StateLookup => state?.Backend;

    public OperatorStateBackend Lists => lists!;

    /// <summary>Null when every record has a key.</summary>
    public KeyBinding? Binding { get; private set; }

    public async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        lists = await OperatorLists.OpenAsync(owner.Context, restore, cancellationToken).ConfigureAwait(false);
        Binding = hasRecordsWithoutKey ? new KeyBinding(owner.Context) : null;
        await KeyedOperatorState<TKey>.OpenAsync(owner.Context, restore, Open, cancellationToken).ConfigureAwait(false);
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

    public InstanceSnapshot Snapshot(SnapshotRequest request) => state!.Snapshot(request, lists);

    /// <summary>The function asks for its states, which it has no key to look into yet.</summary>
    private void Open(KeyedOperatorState<TKey> opened)
    {
        state = opened;
        timers = new KeyedTimers<TKey>(opened.Backend, owner.Context.Environment);
        context = createContext(this);
        try
        {
            function.Open(new KeyedRuntimeContext<TKey>(owner.Context, opened.Backend, lists!, Binding));
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(owner.Context, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await function.DisposeAsync().ConfigureAwait(false);
        state?.Dispose();
    }
}
