using System.Collections.Immutable;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>A file of a heap backend's state, and what of it still counts.</summary>
/// <param name="File">The file.</param>
/// <param name="Groups">The key groups that count and have something in it, in order.</param>
/// <param name="Since">The version whose changes are the first in it; <see cref="HeapCapture.Always"/> when that is not known, or all is in it.</param>
/// <param name="IsCanonical">Whether the file by itself is in the canonical form.</param>
internal sealed record HeapLayer(GroupedStateHandle File, ImmutableSortedSet<int> Groups, int Since, bool IsCanonical)
{
    /// <summary>How many bytes in it count.</summary>
    public long Length => Groups.Sum(group => LengthOf(File, group));

    /// <summary>The same of one key group.</summary>
    public long LengthOf(int group) => Groups.Contains(group) ? LengthOf(File, group) : 0;

    public HeapLayer Without(ImmutableSortedSet<int> groups) => Groups.Overlaps(groups) ? this with { Groups = Groups.Except(groups) } : this;

    public KeyedStateHandle ToHandle() =>
        IsCanonical && AllOf(File).SetEquals(Groups) ? File : new LayeredStateHandle(File, [.. Ranges()]);

    /// <summary>What a handle has for a backend of some key groups.</summary>
    public static HeapLayer Of(KeyedStateHandle handle, KeyGroupRange keyGroups)
    {
        var (file, ranges) = handle is LayeredStateHandle layered
            ? (layered.Grouped, layered.Ranges)
            : ((GroupedStateHandle)handle, [handle.KeyGroups]);
        var groups = ranges.Select(range => range.Intersect(keyGroups)).SelectMany(range => Enumerable.Range(range.Start, range.Count));
        return new HeapLayer(file, [.. groups.Where(group => LengthOf(file, group) > 0)], HeapCapture.Always, handle is GroupedStateHandle);
    }

    private static HashSet<int> AllOf(GroupedStateHandle file) =>
        [.. Enumerable.Range(file.KeyGroups.Start, file.KeyGroups.Count).Where(group => LengthOf(file, group) > 0)];

    private static long LengthOf(GroupedStateHandle file, int group) =>
        file.Offsets[group - file.KeyGroups.Start + 1] - file.Offsets[group - file.KeyGroups.Start];

    private IEnumerable<KeyGroupRange> Ranges()
    {
        var start = Groups[0];
        for (var i = 1; i <= Groups.Count; i++)
        {
            if (i == Groups.Count || Groups[i] != Groups[i - 1] + 1)
            {
                yield return new KeyGroupRange(start, Groups[i - 1] + 1);
                start = i == Groups.Count ? 0 : Groups[i];
            }
        }
    }
}
