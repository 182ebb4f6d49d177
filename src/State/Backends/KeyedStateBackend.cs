using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>
/// The keyed state of one subtask of an operator: its named states and timers for the key groups it owns. One thread at a time uses it;
/// only <see cref="KeyedSnapshot.WriteAsync"/> runs beside it.
/// </summary>
internal abstract class KeyedStateBackend<TKey> : IStateLookup, IDisposable
{
    private readonly Dictionary<string, Func<long>> _cutoffs = new(StringComparer.Ordinal);

    protected KeyedStateBackend(KeyedBackendContext<TKey> context) => Context = context;

    public KeyedBackendContext<TKey> Context { get; }

    public KeyGroupRange KeyGroups => Context.KeyGroups;

    /// <summary>The key that the states are bound to.</summary>
    public abstract TKey Key { get; }

    /// <summary>Binds the states to a key. Its <paramref name="hash"/> comes from <see cref="KeyedBackendContext{TKey}.Hasher"/>.</summary>
    public abstract void SetKey(in TKey key, uint hash);

    public abstract IValueState<T> State<T>(ValueStateDescriptor<T> descriptor);

    public abstract IListState<T> State<T>(ListStateDescriptor<T> descriptor);

    public abstract IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull;

    public abstract IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor);

    public abstract IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor);

    /// <summary>
    /// Has what was not used for so long taken out of a state whose values, elements or entries are <see cref="Expiry.Timed{T}"/>, where
    /// the backend can do that beside the stream. To be called before the state is asked for.
    /// </summary>
    /// <param name="now">Processing time in milliseconds; called from any thread.</param>
    public virtual void Expire(string stateName, TimeSpan duration, Func<long> now)
    {
    }

    /// <summary>The timers of that name.</summary>
    public abstract TimerQueue<TKey> Timers(string name);

    /// <summary>
    /// The keys that have something in the state of that name, in no particular order. When it is changed meanwhile, keys that have something
    /// all the time come once; others may come although they have nothing any more.
    /// </summary>
    /// <exception cref="ArgumentException">It has not been asked for.</exception>
    public abstract IEnumerable<TKey> Keys(string stateName);

    /// <summary>Whether the current key has something in the state of that name, which must have been asked for.</summary>
    public abstract bool Has(string stateName);

    /// <summary>Leaves out of snapshots that write all of a state what of it has expired. Its values must be stored with their times.</summary>
    /// <param name="stateName">The state.</param>
    /// <param name="cutoff">Says which time of last use, in milliseconds since 1970, is expired now; and so is any before.</param>
    public void CleanUpInSnapshots(string stateName, Func<long> cutoff) => _cutoffs[stateName] = cutoff;

    /// <summary>When what is in states of these names expires.</summary>
    public Dictionary<string, StateTtl> TimesToLive { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public virtual void EndTurn()
    {
    }

    /// <inheritdoc/>
    public PeekedState Peek(string state, ReadOnlySpan<byte> key)
    {
        var reader = new StateReader(key);
        var wanted = Context.KeyCodec.Read(ref reader);
        var hash = Context.Hasher.Hash(in wanted);
        Context.OwnGroup(hash);
        var value = new StateWriter();
        var (description, isThere) = Peek(state, in wanted, hash, value);
        return new PeekedState(description, isThere ? value.ToArray() : null, TimesToLive.GetValueOrDefault(state));
    }

    /// <summary>Writes what a state has of a key as a snapshot would. The key that the states are bound to stays.</summary>
    protected abstract (StoredState Description, bool IsThere) Peek(string state, in TKey key, uint hash, StateWriter value);

    protected static ArgumentException Unknown(string state, IEnumerable<string> there) => new(
        $"There is no state '{state}' that could be looked up by key; there are: {string.Join(", ", there)}.", nameof(state));

    /// <summary>Fixes what is to be written. Short: nothing is copied until it is changed.</summary>
    public abstract KeyedSnapshot Snapshot(SnapshotRequest request);

    /// <summary>
    /// Takes in what is of this backend's key groups. States may be asked for before or after; what no state asks for is kept and goes
    /// into later snapshots as it is.
    /// </summary>
    /// <param name="handles">What has something of them; of one key group, later ones lie over earlier ones.</param>
    /// <param name="reader">Reads what they name.</param>
    /// <param name="checkpointId">
    /// The checkpoint, if it may be the <see cref="SnapshotRequest.IncrementalBase"/> of a snapshot; 0 for a savepoint and for another job's.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task RestoreAsync(IReadOnlyList<KeyedStateHandle> handles, ICheckpointReader reader, long checkpointId, CancellationToken cancellationToken);

    /// <summary>What a snapshot taken now leaves out.</summary>
    protected SnapshotCleanUp CleanUp() => new(_cutoffs.ToDictionary(state => state.Key, state => state.Value(), StringComparer.Ordinal));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
