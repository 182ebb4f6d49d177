using System.Collections;

namespace Weir.State.Expiry;

/// <summary>A list whose elements expire one by one.</summary>
internal sealed class ExpiringList<T>(IListState<Timed<T>> elements, ExpiryRule rule, Action sweep) : IListState<T>
{
    public int Count => rule.ShowsExpired ? elements.Count : elements.Count(element => !rule.IsExpired(element));

    public void Add(T element)
    {
        sweep();
        elements.Add(rule.Used(element));
    }

    public void AddRange(IEnumerable<T> added) => elements.AddRange(added.Select(rule.Used));

    public void Update(IEnumerable<T> updated)
    {
        sweep();
        elements.Update(updated.Select(rule.Used));
    }

    public void Clear() => elements.Clear();

    public IEnumerator<T> GetEnumerator()
    {
        sweep();
        List<Timed<T>> all = [.. elements];
        List<Timed<T>> alive = [.. all.Where(element => !rule.IsExpired(element))];
        if (rule.RefreshesOnRead && alive.Count > 0)
        {
            elements.Update(alive.Select(element => rule.Used(element.Value)));
        }
        else if (alive.Count < all.Count)
        {
            elements.Update(alive);
        }

        return (rule.ShowsExpired ? all : alive).Select(element => element.Value).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes out of the current key's list what has expired.</summary>
    public void Clean()
    {
        if (elements.Any(element => rule.IsExpired(element)))
        {
            elements.Update([.. elements.Where(element => !rule.IsExpired(element))]);
        }
    }
}
