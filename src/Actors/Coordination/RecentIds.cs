namespace Weir.Actors.Coordination;

/// <summary>The highest ids of those that were added.</summary>
internal sealed class RecentIds
{
    /// <summary>How many are remembered.</summary>
    public const int Maximum = 64;

    private readonly SortedSet<long> _ids = [];

    public IReadOnlyList<long> All => [.. _ids];

    public bool Contains(long id) => _ids.Contains(id);

    public void Add(long id)
    {
        _ids.Add(id);
        if (_ids.Count > Maximum)
        {
            _ids.Remove(_ids.Min);
        }
    }

    public void RemoveUpTo(long id) => _ids.RemoveWhere(each => each <= id);
}
