using System.Collections.Immutable;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>A snapshot of a heap backend, written group by group. What a group shares with the stream is given up as soon as it is written.</summary>
/// <param name="request">What it is taken for.</param>
/// <param name="version">The backend's, at which it was taken.</param>
/// <param name="keyGroups">Those of the backend.</param>
/// <param name="captures">The states.</param>
/// <param name="unclaimed">What was restored and nothing has asked for.</param>
/// <param name="bases">Where it is remembered, when later ones may build upon it.</param>
/// <param name="below">What it may build upon; null: all is written.</param>
/// <param name="fewBytes">Less state than this is always written whole.</param>
/// <param name="cleanUp">What is left out of key groups that are written whole.</param>
internal sealed class HeapSnapshot(
    SnapshotRequest request,
    int version,
    KeyGroupRange keyGroups,
    ImmutableArray<(StoredState State, HeapCapture Capture)> captures,
    ImmutableArray<RestoredChunk> unclaimed,
    SnapshotBases<HeapLayers> bases,
    HeapLayers? below,
    long fewBytes,
    SnapshotCleanUp cleanUp) : KeyedSnapshot
{
    private const int Idle = 0;
    private const int Writing = 1;
    private const int Released = 2;

    private int _phase;

    public override long CheckpointId => request.CheckpointId;

    public override async Task<ImmutableArray<KeyedStateHandle>> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var before = Interlocked.CompareExchange(ref _phase, Writing, Idle);
        if (before != Idle)
        {
            throw new InvalidOperationException($"The keyed state of '{name}' for checkpoint {CheckpointId} is {(before == Writing ? "written" : "given up")} already.");
        }

        try
        {
            var layers = await WriteAsync(new HeapSnapshotFile(writer, name, request.Scope, captures, unclaimed, cleanUp), cancellationToken).ConfigureAwait(false);
            if (request.Scope == StateScope.Shared)
            {
                bases.Add(CheckpointId, layers);
            }

            return [.. layers.Layers.Select(layer => layer.ToHandle())];
        }
        finally
        {
            Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        // While it is being written, that gives it up when it ends.
        if (Interlocked.CompareExchange(ref _phase, Released, Idle) == Idle)
        {
            Release();
        }
    }

    private async Task<HeapLayers> WriteAsync(HeapSnapshotFile file, CancellationToken cancellationToken)
    {
        var plan = below?.Plan(version, fewBytes);

        // As it was restored, in layers: only a whole key group has it, and the canonical form in one layer.
        var kept = unclaimed.ToLookup(chunk => chunk.KeyGroup);
        var isCanonical = plan is null;
        await using (file.ConfigureAwait(false))
        {
            file.Begin(plan is null && !unclaimed.Any(chunk => chunk.IsRemoval) ? KeyedStateFormat.Whole : KeyedStateFormat.WithRemovals);
            var whole = ImmutableSortedSet.CreateBuilder<int>();
            for (var group = 0; group < keyGroups.Count; group++)
            {
                var since = plan is { } upon && !IsWhole(group, kept[keyGroups.Start + group], upon) ? upon.Since : HeapCapture.Always;
                if (since == HeapCapture.Always)
                {
                    whole.Add(keyGroups.Start + group);
                }

                var chunks = since == HeapCapture.Always ? MergedChunks.Of(kept[keyGroups.Start + group]).ToList() : [];
                isCanonical &= !chunks.Exists(chunk => chunk.IsRemoval);
                await file.WriteGroupAsync(group, since, chunks, cancellationToken).ConfigureAwait(false);
            }

            var written = await file.CloseAsync(keyGroups, cancellationToken).ConfigureAwait(false);
            var added = written is null ? null : HeapLayer.Of(written, keyGroups) with { Since = plan?.Since ?? HeapCapture.Always, IsCanonical = isCanonical };
            return plan is null || below is null
                ? new HeapLayers(version, added is null ? [] : [added])
                : below.With(version, plan.Value.Kept, whole.ToImmutable(), added);
        }
    }

    /// <summary>Whether a key group is written whole, and not only its changes.</summary>
    private bool IsWhole(int group, IEnumerable<RestoredChunk> chunks, (int Kept, int Since) plan)
    {
        long count = chunks.Sum(chunk => chunk.Count);
        long changed = 0;
        foreach (var (_, capture) in captures)
        {
            if (!capture.Knows(group, plan.Since))
            {
                return true;
            }

            count += capture.Count(group);
            changed += capture.CountChanged(group, plan.Since);
        }

        return count == 0 || below!.IsBetterWhole(keyGroups.Start + group, plan.Kept, changed, count);
    }

    private void Release()
    {
        Volatile.Write(ref _phase, Released);
        foreach (var (_, capture) in captures)
        {
            capture.Release();
        }
    }
}
