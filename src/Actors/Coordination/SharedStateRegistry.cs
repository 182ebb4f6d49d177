namespace Weir.Actors.Coordination;

/// <summary>
/// Who needs which of the files that a job's checkpoints share. Plain: what happens goes in, the names of the files that nobody needs any
/// more come out, to be deleted; each comes out once.
/// </summary>
/// <remarks>
/// <para>
/// A checkpoint that is in the making holds all files of its base, which its subtasks may name without asking, until it is complete or
/// gone; and a complete one holds what it names until its metadata is deleted. A file is named for the first time by the checkpoint that
/// it was written for, and then only by one whose base names it: so what nobody holds nobody will ever name again.
/// </para>
/// <para>
/// After a restart this knows less than the storage does: of older checkpoints that are kept, of some that were set aside, of those that
/// another job may go back to. Until <see cref="Rebuild"/> has told it, nothing comes out; what would have, does then.
/// </para>
/// </remarks>
internal sealed class SharedStateRegistry
{
    private readonly Dictionary<long, Holder> _holders = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private readonly HashSet<long> _released = [];
    private HashSet<string> _setAside = new(StringComparer.Ordinal);

    /// <summary>Whether it knows all that the storage does.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether anybody needs a file.</summary>
    public bool IsHeld(string name) => _counts.ContainsKey(name) || _setAside.Contains(name);

    /// <summary>A checkpoint is about to be triggered. All that its base names stays from here on.</summary>
    /// <returns>The base; 0 when it is not known what that names.</returns>
    public long Begin(long checkpointId, long incrementalBase)
    {
        if (!_holders.TryGetValue(incrementalBase, out var named) || !named.IsComplete)
        {
            incrementalBase = 0;
        }

        var holder = new Holder { Pins = incrementalBase == 0 ? Holder.None : named!.Names };
        Count(holder.Pins);
        _holders.Add(checkpointId, holder);
        return incrementalBase;
    }

    /// <summary>All have acknowledged: the metadata that names these is about to be written, or has been and is not known to be.</summary>
    public void Name(long checkpointId, IReadOnlySet<string> names)
    {
        var holder = _holders.TryGetValue(checkpointId, out var begun) ? begun : _holders[checkpointId] = new Holder();
        Count(names);
        var before = holder.Names;
        holder.Names = names;
        Uncount(before);
    }

    /// <summary>The metadata is there.</summary>
    public IReadOnlyList<string> Complete(long checkpointId) =>
        _holders.TryGetValue(checkpointId, out var holder) ? Released(End(holder)) : [];

    /// <summary>It is restored: its metadata has been read.</summary>
    public void Retain(long checkpointId, IReadOnlySet<string> names)
    {
        if (_holders.TryAdd(checkpointId, new Holder { Names = names, IsComplete = true }))
        {
            Count(names);
        }
    }

    /// <summary>The metadata is deleted, or was never written.</summary>
    /// <param name="checkpointId">Known or not.</param>
    /// <param name="acknowledged">What subtasks have named for it.</param>
    public IReadOnlyList<string> Release(long checkpointId, IReadOnlySet<string> acknowledged)
    {
        if (!IsComplete)
        {
            _released.Add(checkpointId);
        }

        return Released([.. Remove(checkpointId), .. acknowledged]);
    }

    /// <summary>What a subtask has named in vain: it came too late, or from an attempt that is over.</summary>
    public IReadOnlyList<string> Discard(IReadOnlySet<string> acknowledged) => Released(acknowledged);

    /// <summary>The storage is about to be read for <see cref="Rebuild"/>.</summary>
    public void Expect()
    {
        IsComplete = false;
        _released.Clear();
    }

    /// <summary>What the storage has.</summary>
    /// <param name="below">Checkpoints of smaller ids that it does not have are not there; later ones may be in the making.</param>
    /// <param name="stored">What its complete checkpoints name.</param>
    /// <param name="setAside">What others name, that are never deleted.</param>
    public IReadOnlyList<string> Rebuild(long below, IReadOnlyDictionary<long, IReadOnlySet<string>> stored, IReadOnlySet<string> setAside)
    {
        _setAside = new HashSet<string>(setAside, StringComparer.Ordinal);
        var loose = new List<string>();
        foreach (var (id, names) in stored)
        {
            // One that was deleted while the storage was being read is not back for that.
            if (_released.Contains(id))
            {
                continue;
            }

            Retain(id, names);
            if (id < below)
            {
                Name(id, names);
                loose.AddRange(End(_holders[id]));
            }
        }

        foreach (var id in _holders.Keys.Where(id => id < below && !stored.ContainsKey(id)).ToList())
        {
            loose.AddRange(Remove(id));
        }

        IsComplete = true;
        return Released([.. loose, .. _suspects]);
    }

    private List<string> Remove(long checkpointId)
    {
        if (!_holders.Remove(checkpointId, out var holder))
        {
            return [];
        }

        Uncount(holder.Names);
        Uncount(holder.Pins);
        return [.. holder.Names, .. holder.Pins];
    }

    private IReadOnlySet<string> End(Holder holder)
    {
        var pins = holder.Pins;
        holder.Pins = Holder.None;
        holder.IsComplete = true;
        Uncount(pins);
        return pins;
    }

    private List<string> Released(IEnumerable<string> names)
    {
        var free = names.Where(name => !IsHeld(name)).Distinct(StringComparer.Ordinal).ToList();
        if (!IsComplete)
        {
            _suspects.UnionWith(free);
            return [];
        }

        _suspects.ExceptWith(free);
        return free;
    }

    private void Count(IReadOnlySet<string> names)
    {
        foreach (var name in names)
        {
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
        }
    }

    private void Uncount(IReadOnlySet<string> names)
    {
        foreach (var name in names)
        {
            if (--_counts[name] == 0)
            {
                _counts.Remove(name);
            }
        }
    }

    private sealed class Holder
    {
        public static IReadOnlySet<string> None { get; } = new HashSet<string>();

        public IReadOnlySet<string> Names { get; set; } = None;

        public IReadOnlySet<string> Pins { get; set; } = None;

        public bool IsComplete { get; set; }
    }
}
