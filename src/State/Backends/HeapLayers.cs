using System.Collections.Immutable;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>
/// The files that hold a backend's state as it was at a version, in the order in which they lie over each other; and how the next snapshot
/// builds upon them.
/// </summary>
/// <remarks>
/// Of each key group the first layer that has something is whole, and the others are changes. A snapshot adds a layer of changes. To keep
/// their number small, it sometimes writes the changes of the last few layers and its own in one; a key group whose changes weigh more than
/// the group is written whole.
/// </remarks>
internal sealed record HeapLayers(int Version, ImmutableArray<HeapLayer> Layers)
{
    /// <summary>How many files there are at most.</summary>
    public const int Most = 16;

    // What is small is in the checkpoint's metadata, which is written and sent around each time.
    private const long MostInlineBytes = 128 * 1024;

    /// <summary>No snapshot after the one at <paramref name="version"/> that builds upon this, or upon one that does, asks for changes since a version before.</summary>
    public int OldestVersion(int version) =>
        Enumerable.Range(0, Layers.Length).Where(layer => IsWithinReach(layer, version)).Select(layer => Layers[layer].Since).Append(Version).Min();

    /// <summary>What was restored; null when some of it cannot be named again.</summary>
    public static HeapLayers? Of(IReadOnlyList<KeyedStateHandle> handles, Keys.KeyGroupRange keyGroups)
    {
        if (handles.Any(handle => handle is not (GroupedStateHandle or LayeredStateHandle)))
        {
            return null;
        }

        var layers = handles.Select(handle => HeapLayer.Of(handle, keyGroups)).Where(layer => !layer.Groups.IsEmpty).ToImmutableArray();
        return layers.All(layer => layer.File.State.IsInline || layer.File.State.Scope == StateScope.Shared) ? new HeapLayers(0, layers) : null;
    }

    /// <summary>
    /// How many of the layers a snapshot at a version keeps, and since when it writes changes; null when all is to be written, as it is
    /// when all is less than <paramref name="fewBytes"/>.
    /// </summary>
    public (int Kept, int Since)? Plan(int version, long fewBytes)
    {
        if (version - Version > HeapCapture.Reach || Layers.Sum(layer => layer.Length) < fewBytes)
        {
            return null;
        }

        var inline = Layers.Sum(layer => layer.File.State.Inline.Length);
        if (Layers.Length < Most && inline <= MostInlineBytes)
        {
            return (Layers.Length, Version);
        }

        // So many that each is heavier than all behind it together.
        var kept = Layers.Length;
        for (long merged = 0; kept > 1 && IsWithinReach(kept - 1, version); merged += Layers[kept].Length)
        {
            if (Layers.Length - kept >= 2 && Layers[kept - 1].Length >= merged)
            {
                break;
            }

            kept--;
        }

        return kept < Layers.Length && kept < Most ? (kept, Layers[kept].Since) : null;
    }

    /// <summary>Whether a key group is better written whole than as its changes.</summary>
    /// <param name="group">The key group.</param>
    /// <param name="kept">As <see cref="Plan"/> says.</param>
    /// <param name="changed">How many of its keys have changed.</param>
    /// <param name="count">How many keys it has.</param>
    public bool IsBetterWhole(int group, int kept, long changed, long count)
    {
        long whole = 0;
        long changes = 0;
        for (var i = 0; i < kept; i++)
        {
            var length = Layers[i].LengthOf(group);
            (whole, changes) = whole == 0 ? (length, changes) : (whole, changes + length);
        }

        return whole == 0 || changes + (changed * (double)whole / Math.Max(count, 1)) > whole;
    }

    /// <summary>These layers with a new one over them.</summary>
    /// <param name="version">Of the snapshot.</param>
    /// <param name="kept">As <see cref="Plan"/> says.</param>
    /// <param name="whole">The key groups that were written whole.</param>
    /// <param name="added">The new one; null when there was nothing to write.</param>
    public HeapLayers With(int version, int kept, ImmutableSortedSet<int> whole, HeapLayer? added)
    {
        var layers = Layers.Take(kept).Select(layer => layer.Without(whole)).Where(layer => !layer.Groups.IsEmpty);
        return new HeapLayers(version, [.. layers, .. added is null ? [] : new[] { added }]);
    }

    private bool IsWithinReach(int layer, int version) =>
        Layers[layer].Since != HeapCapture.Always && version - Layers[layer].Since <= HeapCapture.Reach;
}
