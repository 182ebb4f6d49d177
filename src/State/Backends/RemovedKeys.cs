namespace Weir.State.Backends;

/// <summary>
/// The keys that were removed from a key group, with the version of each removal, oldest first. What is there stays as it is: a snapshot
/// may read a <see cref="View"/> while the stream's thread adds.
/// </summary>
internal sealed class RemovedKeys<TKey>
{
    private const int FewKeys = 16;

    private TKey[] _keys = new TKey[FewKeys];
    private int[] _versions = new int[FewKeys];
    private int _start;
    private int _end;

    // Removals of this version and before are not all here.
    private int _forgotten = -1;

    public int Count => _end - _start;

    public void Add(in TKey key, int version)
    {
        if (_end == _keys.Length)
        {
            Move(Math.Max(FewKeys, Count * 2));
        }

        _keys[_end] = key;
        _versions[_end++] = version;
    }

    /// <summary>Gives up all there are: <paramref name="version"/> and what was before are not known any more.</summary>
    public void Forget(int version)
    {
        _forgotten = version;
        (_keys, _versions, _start, _end) = (new TKey[FewKeys], new int[FewKeys], 0, 0);
    }

    /// <summary>Removals of <paramref name="version"/> and before will not be asked for again.</summary>
    public void Trim(int version)
    {
        var start = First(_versions, _start, _end, version);
        if (start == _start)
        {
            return;
        }

        (_start, _forgotten) = (start, Math.Max(_forgotten, version));
        if (_start == _end || _start > _keys.Length / 2)
        {
            Move(Math.Max(FewKeys, Count * 2));
        }
    }

    public View Share() => new(_keys, _versions, _start, _end, _forgotten);

    private static int First(int[] versions, int start, int end, int since)
    {
        while (start < end)
        {
            var middle = (start + end) >>> 1;
            (start, end) = versions[middle] <= since ? (middle + 1, end) : (start, middle);
        }

        return start;
    }

    private void Move(int capacity)
    {
        var (keys, versions) = (new TKey[capacity], new int[capacity]);
        _keys.AsSpan(_start, Count).CopyTo(keys);
        _versions.AsSpan(_start, Count).CopyTo(versions);
        (_keys, _versions, _start, _end) = (keys, versions, 0, Count);
    }

    /// <summary>The removals as they were at one moment.</summary>
    public readonly struct View(TKey[] keys, int[] versions, int start, int end, int forgotten)
    {
        /// <summary>Whether all removals after the version are here.</summary>
        public bool Knows(int since) => since >= forgotten || keys is null;

        /// <summary>The keys removed after the version. A key may be there more than once, and may have been added again.</summary>
        public ReadOnlySpan<TKey> Since(int since)
        {
            if (keys is null)
            {
                return [];
            }

            var first = First(versions, start, end, since);
            return keys.AsSpan(first, end - first);
        }
    }
}
