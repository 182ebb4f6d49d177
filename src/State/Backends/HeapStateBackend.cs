using System.Diagnostics.CodeAnalysis;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>Keyed state in memory: a typed table for each state, a part of it for each key group, copied on write while snapshots read it.</summary>
internal sealed class HeapStateBackend<TKey>(KeyedBackendContext<TKey> context) : KeyedStateBackend<TKey>(context)
{
    private readonly KeyContext<TKey> _current = new();
    private readonly Dictionary<string, HeapState> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimerQueue<TKey>> _timers = new(StringComparer.Ordinal);
    private readonly UnclaimedState _unclaimed = new();
    private readonly SnapshotBases<HeapLayers> _bases = new();
    private int _version;
    private bool _isBuiltUpon;

    /// <summary>Less state than this is written whole with each snapshot: changes of it would save little, and take longer to read.</summary>
    public long FewBytes { get; init; } = 64 * 1024;

    public override TKey Key => _current.Key;

    public override void SetKey(in TKey key, uint hash)
    {
        _current.Key = key;
        _current.Hash = hash;
    }

    /// <summary>
    /// The table of a value state, for loops over many keys at once. The state's values must be immutable (as its codec says): the
    /// table cannot know when a mutable one is changed.
    /// </summary>
    public HeapTable<TKey, T> Table<T>(ValueStateDescriptor<T> descriptor)
    {
        State(descriptor);
        return _states[descriptor.Name].Table as HeapTable<TKey, T> ?? throw new InvalidOperationException(
            $"{descriptor} has values of {typeof(T)}, which can change in place: use it through IValueState, which copies them when a snapshot needs that.");
    }

    public override IValueState<T> State<T>(ValueStateDescriptor<T> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IValueState<T>>(descriptor) ?? Add(descriptor, Cell<T>(out var table, out var stored), table, stored, (cell, codec) =>
            (IValueState<T>)new HeapValueState<T>(cell, descriptor.DefaultValue, codec));
    }

    public override IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IReducingState<T>>(descriptor) ?? Add(descriptor, Cell<T>(out var table, out var stored), table, stored, (cell, _) =>
            (IReducingState<T>)new HeapReducingState<T>(cell, descriptor.Reduce));
    }

    public override IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Find<IAggregatingState<TIn, TOut>>(descriptor) ?? Add(descriptor, Cell<TAccumulator>(out var table, out var stored), table, stored, (cell, _) =>
            (IAggregatingState<TIn, TOut>)new HeapAggregatingState<TIn, TAccumulator, TOut>(cell, descriptor));
    }

    public override IListState<T> State<T>(ListStateDescriptor<T> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (Find<IListState<T>>(descriptor) is { } existing)
        {
            return existing;
        }

        var element = Codec.For<T>();
        var table = NewTable<ListCell<T>>();
        var state = new HeapListState<TKey, T>(_current, table, element);
        Register(new HeapState(descriptor.Kind, descriptor.Name, state, table, Context.KeyCodec, new ListCellCodec<T>(Codec.For<List<T>?>(), element)));
        return state;
    }

    public override IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (Find<IMapState<TMapKey, TMapValue>>(descriptor) is { } existing)
        {
            return existing;
        }

        var codec = Codec.For<Dictionary<TMapKey, TMapValue>?>();
        var entriesAreImmutable = Codec.For<TMapKey>().IsImmutable && Codec.For<TMapValue>().IsImmutable;
        var table = NewTable<Versioned<Dictionary<TMapKey, TMapValue>?>>();
        var state = new HeapMapState<TKey, TMapKey, TMapValue>(_current, table, codec, entriesAreImmutable);
        Register(new HeapState(
            descriptor.Kind, descriptor.Name, state, table, Context.KeyCodec, new VersionedCodec<Dictionary<TMapKey, TMapValue>?>(codec)));
        return state;
    }

    public override TimerQueue<TKey> Timers(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_timers.TryGetValue(name, out var existing))
        {
            return existing;
        }

        if (_states.ContainsKey(name))
        {
            throw Conflict(name, StateKind.Timers, _states[name].Kind.ToString());
        }

        var table = new TimerTable<TKey>(Context, _version);
        Register(new HeapState(StateKind.Timers, name, table.Queue, table, Context.KeyCodec, Codec.For<ValueTuple>()));
        _timers.Add(name, table.Queue);
        return table.Queue;
    }

    public override IEnumerable<TKey> Keys(string stateName) => _states.TryGetValue(stateName, out var state)
        ? state.Table is IKeyed<TKey> keyed ? keyed.Keys() : []
        : throw new ArgumentException($"No state '{stateName}' has been asked for; there are: {string.Join(", ", _states.Keys)}.", nameof(stateName));

    public override bool Has(string stateName) => _states[stateName].Table is IKeyed<TKey> keyed && keyed.Has(in _current.Key, _current.Hash);

    public override KeyedSnapshot Snapshot(SnapshotRequest request)
    {
        _version++;
        var isShared = request.Scope == StateScope.Shared;
        var below = isShared && request.IncrementalBase != 0 ? _bases.Find(request.IncrementalBase) : null;
        _isBuiltUpon |= isShared;
        var oldest = below?.OldestVersion(_version) ?? (_isBuiltUpon ? 0 : _version);
        var mostRemoved = _states.Values.Sum(state => state.Table.Count) / Context.KeyGroups.Count;
        return new HeapSnapshot(
            request,
            _version,
            Context.KeyGroups,
            [.. _states.Values.Select(state => (state.Stored, state.Capture(_version, oldest, mostRemoved)))],
            _unclaimed.All(),
            _bases,
            below,
            FewBytes,
            CleanUp());
    }

    public override async Task RestoreAsync(
        IReadOnlyList<KeyedStateHandle> handles, ICheckpointReader reader, long checkpointId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handles);
        if (checkpointId != 0 && HeapLayers.Of(handles, Context.KeyGroups) is { } layers)
        {
            _bases.Add(checkpointId, layers);
            _isBuiltUpon = true;
        }

        foreach (var state in _states.Values)
        {
            state.Table.BeginRestore();
        }

        try
        {
            await new HeapRestore(Context.KeyGroups, _states, _unclaimed, reader).RestoreAsync(handles, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var state in _states.Values)
            {
                state.Table.EndRestore();
            }
        }
    }

    protected override (StoredState Description, bool IsThere) Peek(string state, in TKey key, uint hash, StateWriter value) =>
        _states.TryGetValue(state, out var found) && found.Table is IValuesByKey<TKey>
            ? (found.Stored, found.Write(in key, hash, value))
            : throw Unknown(state, _states.Values.Where(its => its.Table is IValuesByKey<TKey>).Select(its => its.Name));

    protected override void Dispose(bool disposing)
    {
        foreach (var state in _states.Values)
        {
            state.Table.Clear();
        }

        _unclaimed.Clear();
    }

    private HeapCell<T> Cell<T>(out HeapTable table, out ICodec stored)
    {
        var codec = Codec.For<T>();
        if (codec.IsImmutable)
        {
            var values = NewTable<T>();
            (table, stored) = (values, codec);
            return new ImmutableCell<TKey, T>(_current, values);
        }

        var cells = NewTable<Versioned<T>>();
        (table, stored) = (cells, new VersionedCodec<T>(codec));
        return new MutableCell<TKey, T>(_current, cells, codec);
    }

    private TState Add<TValue, TState>(
        StateDescriptor descriptor, HeapCell<TValue> cell, HeapTable table, ICodec stored, Func<HeapCell<TValue>, Codec<TValue>, TState> create)
        where TState : class
    {
        var state = create(cell, Codec.For<TValue>());
        Register(new HeapState(descriptor.Kind, descriptor.Name, state, table, Context.KeyCodec, stored));
        return state;
    }

    private HeapTable<TKey, TValue> NewTable<TValue>() => new(Context.Hasher, Context.MaxParallelism, Context.KeyGroups, _version);

    private TState? Find<TState>(StateDescriptor descriptor)
        where TState : class =>
        !_states.TryGetValue(descriptor.Name, out var state) ? null
        : state.Kind == descriptor.Kind && state.Facade is TState facade ? facade
        : throw Conflict(descriptor.Name, descriptor.Kind, $"{state.Kind} state {TypeNames.Of(state.Facade.GetType())}");

    private void Register(HeapState state)
    {
        state.Table.BeginRestore();
        HeapRestore.Restore(state, [.. _unclaimed.Of(state.Name)]);
        state.Table.EndRestore();
        _unclaimed.Remove(state.Name);
        _states.Add(state.Name, state);
    }

    [SuppressMessage("Minor Code Smell", "CA1822", Justification = "Reads as part of the backend.")]
    private InvalidOperationException Conflict(string name, StateKind wanted, string existing) =>
        new($"State '{name}' is asked for as a {wanted} state, and exists already as {existing}. Names are unique within an operator.");
}
