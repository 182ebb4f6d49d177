using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;
using Weir.Actors.Deployments;
using Weir.Actors.History;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>
/// Keeps the history of a job's checkpoints beside them, so that it outlives the leader. Each leader writes a note of its own: what one that
/// is overthrown still writes harms nobody. Nothing waits for it, and its failures are only logged.
/// </summary>
/// <remarks>Used by the job master's actor alone; only the tasks run elsewhere.</remarks>
internal sealed class HistoryKeeper(
    JobSpecification job, CheckpointHistory history, Serialization serialization, ILoggingAdapter log, MonotonicClock clock, CancellationToken stopping)
{
    private const string Prefix = "checkpoints-";

    private IReadOnlyList<string> _outdated = [];
    private Task _writing = Task.CompletedTask;
    private long _written;
    private bool _isLoaded;

    private string Name => $"{Prefix}{job.Epoch}";

    /// <summary>What the leaders before this one have kept. Never fails.</summary>
    public async Task<HistoryFound> LoadAsync()
    {
        var names = new List<string>();
        HistorySnapshot? newest = null;
        try
        {
            foreach (JobNote note in await job.Storage.Notes.ReadAsync(job.JobId, stopping).ConfigureAwait(false))
            {
                if (!note.Name.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    continue;
                }

                names.Add(note.Name);
                HistorySnapshot? snapshot = Read(note);
                newest = newest is null || snapshot?.At > newest.At ? snapshot : newest;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.Warning("Job {0}: the history of its earlier checkpoints could not be read: {1}", job.JobId, error.Message);
        }

        return new HistoryFound(newest, names);
    }

    public void Found(HistoryFound found)
    {
        _isLoaded = true;
        _outdated = [.. found.Names.Where(name => name != Name)];
        if (found.Newest is { } newest)
        {
            history.GoOnFrom(newest);
        }
    }

    /// <summary>Writes what is new, unless that is under way.</summary>
    public void Keep()
    {
        if (_isLoaded && _writing.IsCompleted && history.Revision != _written)
        {
            _writing = WriteAsync();
        }
    }

    /// <summary>Ends when all is written. Never fails.</summary>
    public async Task KeepAtEndAsync()
    {
        await _writing.ConfigureAwait(false);
        if (_isLoaded && history.Revision != _written)
        {
            await WriteAsync().ConfigureAwait(false);
        }
    }

    private Task WriteAsync()
    {
        _written = history.Revision;
        IReadOnlyList<string> outdated = _outdated;
        _outdated = [];
        return WriteAsync(history.Snapshot(clock.Now), outdated);
    }

    private async Task WriteAsync(HistorySnapshot snapshot, IReadOnlyList<string> outdated)
    {
        try
        {
            await Task.Yield();
            await job.Storage.Notes.WriteAsync(job.JobId, new JobNote(Name, serialization.Serialize(snapshot)), stopping).ConfigureAwait(false);
            foreach (string name in outdated)
            {
                await job.Storage.Notes.DeleteAsync(job.JobId, name, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            log.Debug("Job {0}: stopped before the history of its checkpoints was written.", job.JobId);
        }
        catch (Exception error)
        {
            log.Warning("Job {0}: the history of its checkpoints could not be written, and a later leader will not know it: {1}", job.JobId, error.Message);
        }
    }

    private HistorySnapshot? Read(JobNote note)
    {
        try
        {
            int serializer = serialization.FindSerializerForType(typeof(HistorySnapshot)).Identifier;
            return (HistorySnapshot)serialization.Deserialize(note.Content.ToArray(), serializer, HistorySnapshot.Manifest);
        }
        catch (SerializationException error)
        {
            log.Warning("Job {0}: {1} of its earlier checkpoints was written by another version: {2}", job.JobId, note.Name, error.Message);
            return null;
        }
    }
}

/// <summary>What earlier leaders have kept.</summary>
/// <param name="Newest">Null: nothing.</param>
/// <param name="Names">Of the notes.</param>
internal sealed record HistoryFound(HistorySnapshot? Newest, IReadOnlyList<string> Names) : INoSerializationVerificationNeeded;

/// <summary>The job master's tick: keep the history.</summary>
internal sealed record KeepHistory : INoSerializationVerificationNeeded
{
    public static readonly KeepHistory Instance = new();
}
