using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>
/// State of a subtask that belongs to no key: named lists. On a restore with another parallelism a list's elements are dealt to the
/// subtasks; of a union list each subtask gets all.
/// </summary>
internal sealed class OperatorStateBackend
{
    private readonly Dictionary<string, OperatorList> _lists = new(StringComparer.Ordinal);
    private readonly List<RestoredList> _unclaimed = [];

    /// <summary>The list of that name, which is dealt.</summary>
    public OperatorList<T> List<T>(string name) => Get<T>(name, isUnion: false);

    /// <summary>The list of that name, of which each subtask restores the whole.</summary>
    public OperatorList<T> UnionList<T>(string name) => Get<T>(name, isUnion: true);

    /// <summary>Fixes what is to be written: lists are small, and are encoded at once.</summary>
    public OperatorSnapshot Snapshot(long checkpointId)
    {
        var lists = _lists.Values.Select(list => (list.Stored, list.Encode()))
            .Concat(_unclaimed.Select(restored => (restored.State, restored.Elements)))
            .Where(list => list.Item2.Count > 0)
            .ToImmutableArray();
        return new OperatorSnapshot(checkpointId, lists);
    }

    /// <summary>Takes in what <see cref="StateAssignment"/> has dealt to this subtask. Lists may be asked for before or after.</summary>
    public async Task RestoreAsync(IReadOnlyList<OperatorStateHandle> handles, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handles);
        foreach (var handle in handles)
        {
            foreach (var restored in await OperatorStateFormat.ReadAsync(handle, reader, cancellationToken).ConfigureAwait(false))
            {
                if (_lists.TryGetValue(restored.State.Name, out var list))
                {
                    list.Restore(restored);
                }
                else
                {
                    _unclaimed.Add(restored);
                }
            }
        }
    }

    private OperatorList<T> Get<T>(string name, bool isUnion)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_lists.TryGetValue(name, out var existing))
        {
            return existing is OperatorList<T> typed && typed.IsUnion == isUnion
                ? typed
                : throw new InvalidOperationException($"Operator state '{name}' exists already with other elements, or as the other kind of list. Give one of them another name.");
        }

        var list = new OperatorList<T>(name, isUnion, Codec.For<T>());
        foreach (var restored in _unclaimed.Where(restored => string.Equals(restored.State.Name, name, StringComparison.Ordinal)))
        {
            list.Restore(restored);
        }

        _unclaimed.RemoveAll(restored => string.Equals(restored.State.Name, name, StringComparison.Ordinal));
        _lists.Add(name, list);
        return list;
    }
}
