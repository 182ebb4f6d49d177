using System.Diagnostics;
using Weir.Actors.Coordination;
using Weir.Operators.Chains;

namespace Weir.Actors.Subtasks;

/// <summary>
/// The asynchronous part of a subtask's snapshots: writes them while the stream goes on. Used by the subtask's actor
/// alone; only the writing itself runs elsewhere.
/// </summary>
internal sealed class SnapshotWriters(SnapshotStorage storage, CancellationToken stopping) : IAsyncDisposable
{
    /// <summary>How many aborted checkpoints, whose snapshot has not been taken yet, are remembered.</summary>
    private const int RememberedAborts = 64;

    private readonly Dictionary<long, (CancellationTokenSource Cancellation, Task Done)> _active = [];
    private readonly SortedSet<long> _aborted = [];

    /// <summary>Begins writing; the result is a <see cref="SnapshotWritten"/> or a <see cref="SnapshotNotWritten"/>.</summary>
    /// <param name="checkpointId">The checkpoint.</param>
    /// <param name="location">The folder of a savepoint; null: the checkpoint's own.</param>
    /// <param name="snapshot">What is written; it is the writer's from here on.</param>
    /// <param name="timing">What was measured before.</param>
    public Task<object> WriteAsync(long checkpointId, string? location, ChainSnapshot snapshot, SnapshotTiming timing)
    {
        Forget();
        if (_aborted.Remove(checkpointId))
        {
            snapshot.Dispose();
            return Task.FromResult<object>(new SnapshotNotWritten(checkpointId, Cause: null));
        }

        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task<object> writing = Task.Run(() => WriteAsync(checkpointId, location, snapshot, timing, cancellation.Token), CancellationToken.None);
        _active[checkpointId] = (cancellation, writing);
        return writing;
    }

    /// <summary>Nobody waits for this checkpoint any more: stops writing it, now or when it would begin.</summary>
    public void Abort(long checkpointId)
    {
        if (_active.TryGetValue(checkpointId, out var active))
        {
            active.Cancellation.Cancel();
            return;
        }

        _aborted.Add(checkpointId);
        if (_aborted.Count > RememberedAborts)
        {
            _aborted.Remove(_aborted.Min);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((CancellationTokenSource cancellation, Task done) in _active.Values)
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            await done.ConfigureAwait(false);
            cancellation.Dispose();
        }

        _active.Clear();
    }

    /// <summary>Drops what is written.</summary>
    private void Forget()
    {
        foreach (long id in _active.Where(active => active.Value.Done.IsCompleted).Select(active => active.Key).ToArray())
        {
            _active[id].Cancellation.Dispose();
            _active.Remove(id);
        }
    }

    private async Task<object> WriteAsync(
        long checkpointId, string? location, ChainSnapshot snapshot, SnapshotTiming timing, CancellationToken cancellationToken)
    {
        NotingCheckpointWriter? writer = null;
        try
        {
            using ChainSnapshot owned = snapshot;
            long started = Stopwatch.GetTimestamp();
            writer = new NotingCheckpointWriter(storage.WriterFor(checkpointId, location));
            SubtaskSnapshot written = await owned.WriteAsync(writer, cancellationToken).ConfigureAwait(false);
            storage.Wrote(checkpointId, written);
            var metrics = new SnapshotMetrics(
                timing.StartDelay, timing.Alignment, timing.Synchronous, Stopwatch.GetElapsedTime(started), writer.Length)
            {
                StateBytes = written.Length,
                BytesProcessed = timing.BytesProcessed,
            };
            if (owned.InFlight is { } inFlight)
            {
                metrics = metrics with
                {
                    AlignmentDuration = await inFlight.Complete.ConfigureAwait(false),
                    BytesProcessed = inFlight.BytesProcessed,
                    BytesPersisted = written.InFlightLength,
                    IsUnaligned = true,
                };
            }

            return new SnapshotWritten(checkpointId, new SnapshotToken(written), metrics);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || snapshot.InFlight is { Complete.IsCanceled: true })
        {
            await storage.DeleteAsync(writer?.Shared ?? []).ConfigureAwait(false);
            return new SnapshotNotWritten(checkpointId, Cause: null);
        }
        catch (Exception error)
        {
            await storage.DeleteAsync(writer?.Shared ?? []).ConfigureAwait(false);
            return new SnapshotNotWritten(checkpointId, error);
        }
    }
}
