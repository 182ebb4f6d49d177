using System.Diagnostics;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Actors.Subtasks;

/// <summary>What a subtask has been doing lately: read at regular times by its actor.</summary>
/// <param name="pulse">What its stages show.</param>
/// <param name="producers">The subtasks at the other ends of its input channels.</param>
internal sealed class ActivityGauge(SubtaskPulse pulse, IReadOnlyList<SubtaskId> producers)
{
    /// <summary>Readings that a share is taken over.</summary>
    private const int Readings = 8;

    /// <summary>Barriers that are waited for and named.</summary>
    private const int Named = 3;

    private readonly Queue<(long Time, TimeSpan Backpressured, TimeSpan Idle)> _readings = new();
    private readonly SortedDictionary<long, long> _writing = [];

    public void Writing(long checkpointId) => _writing[checkpointId] = Stopwatch.GetTimestamp();

    /// <summary>Or not going to be written.</summary>
    public void Written(long checkpointId) => _writing.Remove(checkpointId);

    public SubtaskActivity Read()
    {
        (long Time, TimeSpan Backpressured, TimeSpan Idle) now = (Stopwatch.GetTimestamp(), pulse.Backpressured.Total, pulse.Idle.Total);
        _readings.Enqueue(now);
        if (_readings.Count > Readings)
        {
            _readings.Dequeue();
        }

        var then = _readings.Peek();
        double seconds = Stopwatch.GetElapsedTime(then.Time, now.Time).TotalSeconds;
        return new SubtaskActivity(
            Share(now.Backpressured - then.Backpressured, seconds), Share(now.Idle - then.Idle, seconds), Snapshot())
        {
            Watermark = pulse.Watermark,
        };
    }

    private static double Share(TimeSpan part, double seconds) =>
        seconds <= 0 ? 0 : Math.Round(Math.Clamp(part.TotalSeconds / seconds, 0, 1), 3);

    private SnapshotProgress? Snapshot()
    {
        if (pulse.Synchronous is { } synchronous)
        {
            return new SnapshotProgress(
                synchronous.CheckpointId, SnapshotStep.Synchronous, Stopwatch.GetElapsedTime(synchronous.Since), [], Waiting: 0);
        }

        if (pulse.Alignment is { } alignment)
        {
            SubtaskId[] waiting = [.. producers.Where((_, channel) => !alignment.HasArrived[channel])];
            return new SnapshotProgress(
                alignment.CheckpointId, SnapshotStep.Aligning, Stopwatch.GetElapsedTime(alignment.Since), [.. waiting.Take(Named)], waiting.Length);
        }

        foreach ((long id, long since) in _writing)
        {
            return new SnapshotProgress(id, SnapshotStep.Writing, Stopwatch.GetElapsedTime(since), [], Waiting: 0);
        }

        return null;
    }
}
