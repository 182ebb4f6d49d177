namespace Weir.State;

/// <summary>
/// A list of a subtask, bound to no key. When the parallelism of its operator changes, its elements are dealt to the new subtasks; of a
/// union list each subtask gets all that any had, after every restore, and takes what is its own.
/// </summary>
/// <remarks>It is kept in memory, and written whole with each checkpoint: it is for positions and settings, not for data.</remarks>
public interface IOperatorList<T> : IReadOnlyList<T>
{
    /// <summary>Appends one element.</summary>
    void Add(T element);

    /// <summary>Replaces all elements.</summary>
    void Update(IEnumerable<T> elements);

    /// <summary>Removes all elements.</summary>
    void Clear();
}
