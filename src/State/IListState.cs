namespace Weir.State;

/// <summary>A list for each key. A key without elements takes no space.</summary>
/// <remarks>Elements that were read may be changed in place only while the current record is being processed.</remarks>
public interface IListState<T> : IEnumerable<T>
{
    /// <summary>How many elements the current key's list has.</summary>
    int Count { get; }

    /// <summary>Appends one element.</summary>
    void Add(T element);

    /// <summary>Appends the elements in their order.</summary>
    void AddRange(IEnumerable<T> elements);

    /// <summary>Replaces the whole list; no elements means <see cref="Clear"/>.</summary>
    void Update(IEnumerable<T> elements);

    /// <summary>Removes the current key's list.</summary>
    void Clear();
}
