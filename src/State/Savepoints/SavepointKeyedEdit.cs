namespace Weir.State.Savepoints;

/// <summary>What is changed of the states that an operator keeps for each key. A state that it does not have is new.</summary>
public sealed class SavepointKeyedEdit<TKey>
{
    private readonly SavepointOperatorEdit _operator;

    internal SavepointKeyedEdit(SavepointOperatorEdit edited) => _operator = edited;

    /// <summary>A value state.</summary>
    public SavepointStateEdit<TKey, T> Value<T>(string name) => Of(name, EntryValues<TKey>.Folded<T>(name, StateKind.Value));

    /// <summary>A reducing state: what its values have been reduced to.</summary>
    public SavepointStateEdit<TKey, T> Reducing<T>(string name) => Of(name, EntryValues<TKey>.Folded<T>(name, StateKind.Reducing));

    /// <summary>An aggregating state: its accumulators.</summary>
    public SavepointStateEdit<TKey, TAccumulator> Aggregating<TAccumulator>(string name) => Of(name, EntryValues<TKey>.Folded<TAccumulator>(name, StateKind.Aggregating));

    /// <summary>A list state.</summary>
    public SavepointStateEdit<TKey, List<T>> List<T>(string name) => Of(name, EntryValues<TKey>.List<T>(name));

    /// <summary>A map state.</summary>
    public SavepointStateEdit<TKey, Dictionary<TMapKey, TMapValue>> Map<TMapKey, TMapValue>(string name)
        where TMapKey : notnull => Of(name, EntryValues<TKey>.Map<TMapKey, TMapValue>(name));

    private SavepointStateEdit<TKey, T> Of<T>(string name, EntryValues<TKey, T> values)
    {
        var change = _operator.Change(name, () => new TypedStateChange<TKey, T>(name, values));
        return change.Kind == values.Kind
            ? new SavepointStateEdit<TKey, T>(change)
            : throw new InvalidOperationException($"State '{name}' of operator '{_operator.Uid}' is being changed as a {change.Kind} state, and not as a {values.Kind} state.");
    }
}
