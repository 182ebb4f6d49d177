using Weir.Actors.Coordination;
using Weir.Actors.Subtasks;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>
/// What a job master does about the files that its job's checkpoints share: the registry says which nobody needs any more, here they are
/// deleted. What cannot be deleted is tried again with the next. Thread-safe.
/// </summary>
internal sealed class SharedFileSteps(ICheckpointStorage storage, string jobId, CancellationToken stopping)
{
    private static readonly IReadOnlySet<string> s_none = new HashSet<string>();

    private readonly Lock _gate = new();
    private readonly SharedStateRegistry _registry = new();
    private readonly HashSet<string> _loose = new(StringComparer.Ordinal);
    private long _below;
    private int _sweeps;

    public static IReadOnlySet<string> NamedBy(IEnumerable<AcknowledgedSnapshot> snapshots) =>
        snapshots.SelectMany(snapshot => NamedBy(snapshot.Snapshot)).ToHashSet(StringComparer.Ordinal);

    public static IReadOnlySet<string> NamedBy(ISnapshotToken snapshot) => ((SnapshotToken)snapshot).Snapshot.Operators.Values
        .SelectMany(state => state.Files).Select(file => file.SharedName).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>A checkpoint is about to be triggered.</summary>
    /// <returns>The base that its subtasks may refer to; 0: none.</returns>
    public long Begin(long checkpointId, long incrementalBase)
    {
        lock (_gate)
        {
            return _registry.Begin(checkpointId, incrementalBase);
        }
    }

    /// <summary>A checkpoint of the job is restored.</summary>
    public void Retain(CheckpointMetadata metadata)
    {
        lock (_gate)
        {
            _registry.Retain(metadata.CheckpointId, CheckpointHandles.SharedBy(metadata));
        }
    }

    /// <summary>The metadata is about to be written.</summary>
    public void Name(CheckpointMetadata metadata)
    {
        lock (_gate)
        {
            _registry.Name(metadata.CheckpointId, CheckpointHandles.SharedBy(metadata));
        }
    }

    /// <summary>The metadata is there. What is needed no more goes with the next deletion.</summary>
    public void Complete(long checkpointId)
    {
        lock (_gate)
        {
            _loose.UnionWith(_registry.Complete(checkpointId));
        }
    }

    /// <summary>The metadata is deleted.</summary>
    public Task ReleaseAsync(long checkpointId) => ReleaseAsync(checkpointId, s_none);

    /// <summary>The metadata is deleted, or was never written.</summary>
    public async Task ReleaseAsync(long checkpointId, IReadOnlySet<string> acknowledged)
    {
        bool isBlind;
        lock (_gate)
        {
            _loose.UnionWith(_registry.Release(checkpointId, acknowledged));

            // The sweep could not read all; perhaps it was this checkpoint that it could not.
            isBlind = !_registry.IsComplete && _sweeps == 0;
        }

        if (isBlind)
        {
            await RebuildAsync().ConfigureAwait(false);
        }

        await DeleteAsync().ConfigureAwait(false);
    }

    public Task DiscardAsync(IReadOnlySet<string> acknowledged)
    {
        lock (_gate)
        {
            _loose.UnionWith(_registry.Discard(acknowledged));
        }

        return DeleteAsync();
    }

    /// <summary>The start of a sweep: what is in the storage is about to be looked at.</summary>
    public void BeginSweep(long below)
    {
        lock (_gate)
        {
            _sweeps++;
            _below = Math.Max(_below, below);
            _registry.Expect();
        }
    }

    /// <summary>Its end: all that nobody needs goes, but for what is in the making.</summary>
    public async Task EndSweepAsync()
    {
        try
        {
            await RebuildAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _sweeps--;
            }
        }

        await DeleteAsync().ConfigureAwait(false);
    }

    private async Task RebuildAsync()
    {
        // As it is before the storage is read: a sweep that begins meanwhile counts checkpoints that this reading may not have seen.
        long below;
        lock (_gate)
        {
            below = _below;
        }

        IReadOnlyList<string> files = await storage.ListSharedAsync(jobId, long.MaxValue, stopping).ConfigureAwait(false);
        SharedNames named = files.Count == 0
            ? new SharedNames(new Dictionary<long, IReadOnlySet<string>>(), s_none)
            : await storage.ReadSharedNamesAsync(jobId, stopping).ConfigureAwait(false);
        lock (_gate)
        {
            _loose.UnionWith(_registry.Rebuild(below, named.ByCheckpoint, named.BySetAside));
            _loose.UnionWith(files.Where(name => SharedName.CheckpointIdOf(name) < below && !_registry.IsHeld(name)));
        }
    }

    private async Task DeleteAsync()
    {
        string[] names;
        lock (_gate)
        {
            names = [.. _loose];
        }

        if (names.Length > 0)
        {
            await storage.DeleteSharedAsync(jobId, names, stopping).ConfigureAwait(false);
            lock (_gate)
            {
                _loose.ExceptWith(names);
            }
        }
    }
}
