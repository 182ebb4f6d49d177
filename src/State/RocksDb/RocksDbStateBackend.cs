using System.Collections.Immutable;
using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.RocksDb;

/// <summary>Keyed state in a RocksDB database: a column family for each state, in it the keys by key group.</summary>
internal sealed class RocksDbStateBackend<TKey> : KeyedStateBackend<TKey>
{
    private readonly RocksDbStore _store;
    private readonly RocksDbKey<TKey> _current;
    private readonly RocksDbUnclaimed _unclaimed;
    private readonly RocksDbDormant _dormant;
    private readonly SnapshotBases<ImmutableDictionary<string, DatabaseFile>> _bases = new();
    private readonly Dictionary<string, (long DurationMs, Func<long> Now)> _expiries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RocksDbState<TKey>> _states = new(StringComparer.Ordinal);

    /// <param name="store">An empty database, which the backend takes over.</param>
    public RocksDbStateBackend(KeyedBackendContext<TKey> context, RocksDbStore store)
        : base(context)
    {
        _store = store;
        _current = new RocksDbKey<TKey>(context, store);
        _unclaimed = new RocksDbUnclaimed(store);
        _dormant = new RocksDbDormant(store, context.KeyGroups);
    }

    /// <summary>Its database.</summary>
    public RocksDbStore Store => _store;

    public override TKey Key => _current.Key;

    public override void SetKey(in TKey key, uint hash) => _current.Set(in key, hash);

    public override IValueState<T> State<T>(ValueStateDescriptor<T> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IValueState<T>>(descriptor)
            ?? Cell<T, IValueState<T>>(descriptor, cell => new RocksDbValueState<TKey, T>(cell, descriptor.DefaultValue, Codec.For<T>()));
    }

    public override IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IReducingState<T>>(descriptor)
            ?? Cell<T, IReducingState<T>>(descriptor, cell => new RocksDbReducingState<TKey, T>(cell, descriptor.Reduce));
    }

    public override IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IAggregatingState<TIn, TOut>>(descriptor) ?? Cell<TAccumulator, IAggregatingState<TIn, TOut>>(
            descriptor, cell => new RocksDbAggregatingState<TKey, TIn, TAccumulator, TOut>(cell, descriptor));
    }

    public override IListState<T> State<T>(ListStateDescriptor<T> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IListState<T>>(descriptor)
            ?? Add<IListState<T>>(new RocksDbListState<TKey, T>(descriptor.Name, _current, FamilyOf(descriptor.Name), Codec.For<T>()));
    }

    public override IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IMapState<TMapKey, TMapValue>>(descriptor) ?? Add<IMapState<TMapKey, TMapValue>>(new RocksDbMapState<TKey, TMapKey, TMapValue>(
            descriptor.Name, _current, FamilyOf(descriptor.Name), Codec.For<TMapKey>(), Codec.For<TMapValue>()));
    }

    public override void Expire(string stateName, TimeSpan duration, Func<long> now) =>
        _expiries[stateName] = ((long)Math.Min(duration.TotalMilliseconds, long.MaxValue / 2), now);

    public override TimerQueue<TKey> Timers(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Find<TimerQueue<TKey>>(name, StateKind.Timers) ?? AddTimers(name);
    }

    public override IEnumerable<TKey> Keys(string stateName)
    {
        _current.WriteBack();
        return _states.TryGetValue(stateName, out var state)
            ? state.Keys()
            : throw new ArgumentException($"No state '{stateName}' has been asked for; there are: {string.Join(", ", _states.Keys)}.", nameof(stateName));
    }

    public override bool Has(string stateName)
    {
        _current.WriteBack();
        return _states[stateName].Has();
    }

    public override KeyedSnapshot Snapshot(SnapshotRequest request)
    {
        _current.WriteBack();
        return request.Scope == StateScope.Shared || request.Savepoint == SavepointFormat.Native
            ? new RocksDbFilesSnapshot(request, Context.KeyGroups, _store.Cut(), Families(), _bases)
            : new RocksDbSnapshot(request.CheckpointId, Context.KeyGroups, _store, [.. _states.Values.Select(state => (state.Stored, state.Family)), .. _dormant.States], _unclaimed, CleanUp());
    }

    public override async Task RestoreAsync(
        IReadOnlyList<KeyedStateHandle> handles, ICheckpointReader reader, long checkpointId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handles);
        var restore = new RocksDbRestore(_store, Context.KeyGroups, name => _states.GetValueOrDefault(name), _dormant, _unclaimed);
        var taken = await restore.RestoreAsync(handles, reader, cancellationToken).ConfigureAwait(false);
        if (taken is not null && checkpointId != 0)
        {
            _bases.Add(checkpointId, RocksDbUpload.TablesOf(taken.Database));
        }

        // What was read for the current key may be old now.
        _current.WriteBack();
    }

    public override void EndTurn() => _current.WriteBack();

    protected override (StoredState Description, bool IsThere) Peek(string state, in TKey key, uint hash, StateWriter value)
    {
        if (!_states.TryGetValue(state, out var found) || found.Kind == StateKind.Timers)
        {
            throw Unknown(state, _states.Values.Where(its => its.Kind != StateKind.Timers).Select(its => its.Name));
        }

        var prefix = new StateWriter();
        DatabaseKey.WriteGroup(Weir.State.Keys.KeyGroups.Of(hash, Context.MaxParallelism), prefix);
        _current.Codec.Write(in key, prefix);
        return (found.Stored, found.Write(prefix.ToArray(), value));
    }

    protected override void Dispose(bool disposing) => _store.Dispose();

    private RocksDbFamily FamilyOf(string state) => new(_store, state, RocksDbFamily.NameOf(state))
    {
        Expiry = _expiries.TryGetValue(state, out var expiry) ? expiry : null,
    };

    private List<DatabaseFamily> Families() =>
    [
        .. _states.Values.Select(state => (state.Stored, state.Family)).Concat(_dormant.States)
            .Where(state => state.Family.Handle is not null).Select(state => new DatabaseFamily(state.Family.Name, [state.Stored], DatabaseContent.Entries)),
        .. _unclaimed.Families.Where(family => family.Chunks.Handle is not null).Select(family => family.Description),
    ];

    private TState Cell<T, TState>(StateDescriptor descriptor, Func<RocksDbCell<TKey, T>, TState> facade)
        where TState : class
    {
        var cell = new RocksDbCell<TKey, T>(descriptor.Kind, descriptor.Name, _current, FamilyOf(descriptor.Name), Codec.For<T>());
        cell.Facade = facade(cell);
        return Add<TState>(cell);
    }

    private TimerQueue<TKey> AddTimers(string name)
    {
        var timers = new RocksDbTimerState<TKey>(name, _current, FamilyOf(name));
        timers.Facade = timers.Queue;
        return Add<TimerQueue<TKey>>(timers);
    }

    private TState Add<TState>(RocksDbState<TKey> state)
        where TState : class
    {
        _dormant.Claim(state);
        _unclaimed.Claim(state);
        _states.Add(state.Name, state);
        return (TState)state.Facade;
    }

    private TState? Find<TState>(StateDescriptor descriptor)
        where TState : class => Find<TState>(descriptor.Name, descriptor.Kind);

    private TState? Find<TState>(string name, StateKind kind)
        where TState : class =>
        !_states.TryGetValue(name, out var state) ? null
        : state.Kind == kind && state.Facade is TState facade ? facade
        : throw new InvalidOperationException(
            $"State '{name}' is asked for as a {kind} state, and exists already as {state.Kind} state {TypeNames.Of(state.Facade.GetType())}. Names are unique within an operator.");
}
