namespace Weir.State.Savepoints;

/// <summary>What is changed of an operator's state.</summary>
public sealed class SavepointOperatorEdit
{
    private readonly Dictionary<string, StateChange> _changes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    internal SavepointOperatorEdit(string uid) => Uid = uid;

    /// <summary>What identifies the operator.</summary>
    public string Uid { get; }

    internal bool IsRemoved { get; private set; }

    internal string? NewUid { get; private set; }

    internal IReadOnlyCollection<StateChange> Changes => _changes.Values;

    internal IReadOnlySet<string> RemovedStates => _removed;

    /// <summary>Leaves out all of its state: the operator starts empty.</summary>
    public void Remove() => IsRemoved = true;

    /// <summary>Gives its state to the operator of another uid.</summary>
    public void Rename(string uid)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uid);
        NewUid = uid;
    }

    /// <summary>Leaves out a keyed state, for all keys.</summary>
    public void RemoveState(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _removed.Add(name);
    }

    /// <summary>Its state by key.</summary>
    public SavepointKeyedEdit<TKey> Keyed<TKey>() => new(this);

    /// <summary>The change of a state whose types are not known.</summary>
    internal JsonStateChange State(string name) => Change(name, () => new JsonStateChange(name));

    /// <summary>The change of a state: one for each.</summary>
    /// <exception cref="InvalidOperationException">It is being changed as something else.</exception>
    internal T Change<T>(string name, Func<T> create)
        where T : StateChange
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_changes.TryGetValue(name, out var change))
        {
            _changes.Add(name, change = create());
        }

        return change as T ?? throw new InvalidOperationException($"State '{name}' of operator '{Uid}' is being changed with other types, or as another kind of state.");
    }
}
