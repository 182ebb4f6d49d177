using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>
/// State of a subtask that belongs to no key: named lists, and broadcast maps. On a restore with another parallelism a list's elements are
/// dealt to the subtasks; of a union list each subtask gets all, of a broadcast map one subtask's copy.
/// </summary>
/// <param name="keepsUnions">
/// Whether it writes again what nothing has asked for of union lists. Each subtask has all of it: one of them writes it, or it would be
/// there many times over after the next restore.
/// </param>
internal sealed class OperatorStateBackend(bool keepsUnions = true)
{
    private readonly Dictionary<string, OperatorNamedState> _states = new(StringComparer.Ordinal);
    private readonly List<RestoredList> _unclaimed = [];

    /// <summary>Whether nothing has been asked for or restored.</summary>
    public bool IsEmpty => _states.Count == 0 && _unclaimed.Count == 0;

    /// <summary>The list of that name, which is dealt.</summary>
    public OperatorList<T> List<T>(string name) => List<T>(name, StateKind.OperatorList);

    /// <summary>The list of that name, of which each subtask restores the whole.</summary>
    public OperatorList<T> UnionList<T>(string name) => List<T>(name, StateKind.OperatorUnion);

    /// <summary>This subtask's copy of the map.</summary>
    public BroadcastState<TMapKey, TMapValue> Broadcast<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        descriptor.Check();
        return Get(descriptor.Name, descriptor.Kind, () => new BroadcastState<TMapKey, TMapValue>(descriptor.Name, Codec.For<TMapKey>(), Codec.For<TMapValue>()));
    }

    /// <summary>Fixes what is to be written: it is small, and is encoded at once.</summary>
    public OperatorSnapshot Snapshot(long checkpointId)
    {
        var states = _states.Values.Select(state => (state.Stored, state.Encode()))
            .Concat(_unclaimed.Where(restored => keepsUnions || restored.State.Kind != StateKind.OperatorUnion).Select(restored => (restored.State, restored.Elements)))
            .Where(state => state.Item2.Count > 0)
            .ToImmutableArray();
        return new OperatorSnapshot(checkpointId, states);
    }

    /// <summary>Takes in what <see cref="StateAssignment"/> has dealt to this subtask. States may be asked for before or after.</summary>
    public async Task RestoreAsync(IReadOnlyList<OperatorStateHandle> handles, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handles);
        foreach (var handle in handles)
        {
            foreach (var restored in await OperatorStateFormat.ReadAsync(handle, reader, cancellationToken).ConfigureAwait(false))
            {
                if (_states.TryGetValue(restored.State.Name, out var state))
                {
                    state.Restore(restored);
                }
                else
                {
                    _unclaimed.Add(restored);
                }
            }
        }
    }

    private OperatorList<T> List<T>(string name, StateKind kind) => Get(name, kind, () => new OperatorList<T>(name, kind, Codec.For<T>()));

    private TState Get<TState>(string name, StateKind kind, Func<TState> create)
        where TState : OperatorNamedState
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_states.TryGetValue(name, out var existing))
        {
            return existing is TState typed && typed.Stored.Kind == kind
                ? typed
                : throw new InvalidOperationException(
                    $"Operator state '{name}' is asked for as {kind}, and exists already as {existing.Stored.Kind} or with other elements. Give one of them another name.");
        }

        var state = create();
        foreach (var restored in _unclaimed.Where(restored => string.Equals(restored.State.Name, name, StringComparison.Ordinal)))
        {
            state.Restore(restored);
        }

        _unclaimed.RemoveAll(restored => string.Equals(restored.State.Name, name, StringComparison.Ordinal));
        _states.Add(name, state);
        return state;
    }
}
