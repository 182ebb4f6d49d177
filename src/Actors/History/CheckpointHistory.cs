using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.State;

namespace Weir.Actors.History;

/// <summary>
/// What became of a job's checkpoints: the latest in detail, all of them in figures. Plain and single-threaded, like the
/// coordinator whose reports it is told; nothing depends on it.
/// </summary>
/// <param name="topology">The job's.</param>
/// <param name="length">How many ended checkpoints are kept in detail, at least 1.</param>
internal sealed class CheckpointHistory(JobTopology topology, int length)
{
    private readonly SortedDictionary<long, RunningCheckpoint> _running = [];
    private readonly List<CheckpointFacts> _ended = [];
    private Distribution _bytesWritten = new();
    private Distribution _duration = new();
    private Distribution _bytesProcessed = new();
    private Distribution _bytesPersisted = new();
    private Distribution _stateBytes = new();
    private long _restorations;
    private long _completions;
    private long _failures;
    private CheckpointFacts? _latestCompleted;
    private CheckpointFacts? _latestSavepoint;
    private CheckpointFacts? _latestFailed;

    /// <summary>Changes with whatever is kept beyond the leader: not with what is in progress.</summary>
    public long Revision { get; private set; }

    public RestoredFacts? Restored { get; private set; }

    public CheckpointCounts Counts => new(_restorations, _completions, _failures, _running.Count);

    /// <summary>The latest first, those in progress too.</summary>
    public IEnumerable<CheckpointFacts> Latest => _running.Values.Select(running => running.Facts()).Concat(_ended).OrderByDescending(facts => facts.Id);

    public CheckpointFacts? LatestCompleted => _latestCompleted;

    public CheckpointFacts? LatestSavepoint => _latestSavepoint;

    public CheckpointFacts? LatestFailed => _latestFailed;

    public CheckpointSpreads Spreads => new(_bytesWritten.Spread(), _duration.Spread(), _bytesProcessed.Spread(), _bytesPersisted.Spread(), _stateBytes.Spread());

    /// <summary>Null when it is not known, or forgotten.</summary>
    public CheckpointFacts? Find(long checkpointId) =>
        _running.TryGetValue(checkpointId, out var running)
            ? running.Facts()
            : _ended.Find(facts => facts.Id == checkpointId)
                ?? new[] { _latestCompleted, _latestSavepoint, _latestFailed }.FirstOrDefault(facts => facts?.Id == checkpointId);

    public void Triggered(ReportTriggered triggered, DateTimeOffset now) =>
        _running[triggered.CheckpointId] = new RunningCheckpoint(topology, triggered.CheckpointId, triggered.Kind, now);

    public void IsSavepoint(long checkpointId, SavepointFormat format)
    {
        if (_running.TryGetValue(checkpointId, out var running))
        {
            running.Format = format;
        }
    }

    public void Acknowledged(ReportAcknowledged acknowledged, DateTimeOffset now)
    {
        if (_running.TryGetValue(acknowledged.CheckpointId, out var running))
        {
            running.Acknowledge(acknowledged.Snapshot, now);
        }
    }

    /// <param name="completed">The coordinator's report.</param>
    /// <param name="location">Where it is.</param>
    /// <param name="now">The time.</param>
    public void Completed(ReportCompleted completed, string location, DateTimeOffset now)
    {
        var facts = End(completed.CheckpointId, completed.Kind, now) with
        {
            Progress = CheckpointProgress.Completed,
            Location = location,
            Reason = null,
            Message = "",
        };
        _completions++;
        _bytesWritten.Add(facts.BytesWritten);
        _duration.Add((long)facts.Duration.TotalMilliseconds);
        _bytesProcessed.Add(facts.BytesProcessed);
        _bytesPersisted.Add(facts.BytesPersisted);
        _stateBytes.Add(facts.StateBytes);
        Keep(facts);
    }

    /// <summary>One that was never begun is none: it has no id.</summary>
    public void Failed(ReportFailed failed, DateTimeOffset now)
    {
        if (failed.CheckpointId is not { } id)
        {
            return;
        }

        var facts = End(id, failed.Kind, now) with { Progress = CheckpointProgress.Failed, Reason = failed.Reason, Message = failed.Message };
        _failures++;
        Keep(facts);
    }

    public void Discarded(long checkpointId)
    {
        for (var i = 0; i < _ended.Count; i++)
        {
            _ended[i] = Discard(_ended[i], checkpointId)!;
        }

        _latestCompleted = Discard(_latestCompleted, checkpointId);
        _latestSavepoint = Discard(_latestSavepoint, checkpointId);
    }

    public void RestoredFrom(RestoredFacts restored)
    {
        _restorations++;
        Restored = restored;
        Revision++;
    }

    public HistorySnapshot Snapshot(DateTimeOffset now) => new(
        now,
        _restorations,
        _completions,
        _failures,
        Restored,
        [.. _ended],
        _latestCompleted,
        _latestSavepoint,
        _latestFailed,
        [_bytesWritten.Snapshot(), _duration.Snapshot(), _bytesProcessed.Snapshot(), _bytesPersisted.Snapshot(), _stateBytes.Snapshot()]);

    /// <summary>Goes on from what an earlier leader has kept; what it had in progress is over, and forgotten.</summary>
    /// <remarks>What has happened under this leader meanwhile is added to it.</remarks>
    public void GoOnFrom(HistorySnapshot earlier)
    {
        _restorations += earlier.Restorations;
        _completions += earlier.Completions;
        _failures += earlier.Failures;
        Restored ??= earlier.Restored;
        _latestCompleted ??= earlier.LatestCompleted;
        _latestSavepoint ??= earlier.LatestSavepoint;
        _latestFailed ??= earlier.LatestFailed;
        _ended.InsertRange(0, earlier.Ended.Where(facts => Find(facts.Id) is null || _ended.TrueForAll(known => known.Id != facts.Id)));
        Shorten();
        if (earlier.Distributions is [var bytesWritten, var duration, var processed, var persisted, ..])
        {
            // Until checkpoints were incremental, each wrote all of its state.
            _stateBytes = Distribution.From(earlier.Distributions is [_, _, _, _, var stateBytes] ? stateBytes : bytesWritten).Then(_stateBytes);
            _bytesWritten = Distribution.From(bytesWritten).Then(_bytesWritten);
            _duration = Distribution.From(duration).Then(_duration);
            _bytesProcessed = Distribution.From(processed).Then(_bytesProcessed);
            _bytesPersisted = Distribution.From(persisted).Then(_bytesPersisted);
        }
    }

    private CheckpointFacts End(long id, CheckpointKind kind, DateTimeOffset now)
    {
        if (_running.Remove(id, out var running))
        {
            return running.Facts() with { EndedAt = now };
        }

        // Given up before it was triggered; or complete after all, when that was no longer waited for.
        if (_ended.Find(facts => facts.Id == id) is { } earlier)
        {
            _ended.Remove(earlier);
            _failures -= earlier.Progress == CheckpointProgress.Failed ? 1 : 0;
            _latestFailed = _latestFailed?.Id == id ? null : _latestFailed;
            return earlier with { EndedAt = now };
        }

        return new RunningCheckpoint(topology, id, kind, now).Facts() with { EndedAt = now };
    }

    private void Keep(CheckpointFacts facts)
    {
        _ended.Add(facts);
        Shorten();
        Revision++;
        if (facts.Progress == CheckpointProgress.Failed)
        {
            _latestFailed = facts;
        }
        else if (facts.IsSavepoint)
        {
            _latestSavepoint = facts;
        }
        else
        {
            _latestCompleted = facts;
        }
    }

    private void Shorten() => _ended.RemoveRange(0, Math.Max(0, _ended.Count - length));

    private CheckpointFacts? Discard(CheckpointFacts? facts, long checkpointId)
    {
        if (facts is not { IsDiscarded: false, Progress: CheckpointProgress.Completed } || facts.Id != checkpointId)
        {
            return facts;
        }

        Revision++;
        return facts with { IsDiscarded = true };
    }
}
