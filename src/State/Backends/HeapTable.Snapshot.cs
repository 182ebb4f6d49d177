using System.Runtime.CompilerServices;
using Weir.State.Codecs;

namespace Weir.State.Backends;

internal sealed partial class HeapTable<TKey, TValue>
{
    /// <summary>How many slots are copied at a time while a snapshot is being written: few enough that the stream does not stall.</summary>
    private const int PageSize = 16 * BucketSize;

    private const int FewRemoved = 256;

    // Oldest first. Few: one for each checkpoint being written.
    private readonly List<HeapTableCapture<TKey, TValue>> _captured = [];
    private int _version;

    // How many removals a group remembers, if it has fewer keys itself.
    private long _mostRemoved;

    // Whether there is, or may be, a snapshot to build upon: removals are noted.
    private bool _isTracked;

    /// <summary>The version of the latest snapshot that is still read; 0 when there is none. What is older is shared with it.</summary>
    public int SharedVersion
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _captured.Count == 0 ? 0 : LatestSharedVersion();
    }

    /// <summary>What a value written now has as its version: no older snapshot has it.</summary>
    public int Version => _version;

    public override void Clear()
    {
        _captured.Clear();
        _bytes = 0;
        foreach (ref var group in _groups.AsSpan())
        {
            Reset(ref group);
        }
    }

    public override HeapCapture Capture(int version, int oldest, long mostRemoved, ICodec key, ICodec value)
    {
        Forget();
        _version = version;
        _mostRemoved = mostRemoved;
        _mark = (byte)(version + 1);
        _isTracked = true;
        foreach (ref var group in _groups.AsSpan())
        {
            group.IsShared = group.Count > 0;
            group.Removed?.Trim(oldest);
        }

        var captured = new HeapTableCapture<TKey, TValue>(version, _unmarkedVersion, _groups, PageSize, (Codec<TKey>)key, (Codec<TValue>)value);
        _captured.Add(captured);
        return captured;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LatestSharedVersion()
    {
        Forget();
        return _captured.Count == 0 ? 0 : _captured[^1].Version;
    }

    private void Forget() => _captured.RemoveAll(static captured => captured.IsReleased);

    private void NoteRemoved(ref HeapGroup<TKey, TValue> group, in TKey key)
    {
        if (!_isTracked)
        {
            return;
        }

        // More of them than entries: the group is written whole sooner.
        var removed = group.Removed ??= new RemovedKeys<TKey>();
        if (removed.Count >= Math.Max(Math.Max(FewRemoved, _mostRemoved), group.Count))
        {
            removed.Forget(_version + 1);
        }

        removed.Add(in key, _version + 1);
    }

    /// <summary>Before a slot is written to.</summary>
    private void Own(ref HeapGroup<TKey, TValue> group, int slot)
    {
        if (group.IsShared)
        {
            Preserve(ref group, slot);
        }

        group.Tags[TagOf(slot) + BucketSize] = _mark;
    }

    /// <summary>Before a slot is written to: the snapshots that still need its page take a copy of it.</summary>
    private void Preserve(ref HeapGroup<TKey, TValue> group, int slot)
    {
        var index = IndexOf(ref group);
        var isShared = false;
        foreach (var captured in _captured)
        {
            isShared |= captured.Preserve(index, group.Tags, slot / PageSize);
        }

        group.IsShared = isShared;
    }

    private int IndexOf(ref HeapGroup<TKey, TValue> group) =>
        (int)(Unsafe.ByteOffset(ref _groups[0], ref group) / Unsafe.SizeOf<HeapGroup<TKey, TValue>>());
}
