using System.Diagnostics;
using Weir.Actors.Alignment;
using Weir.Operators.Chains;
using Weir.Operators.Elements;
using Weir.Operators.InFlight;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Actors.Subtasks;

/// <content>Checkpoints: barriers, snapshots, commits.</content>
internal sealed partial class ChainLogic
{
    private readonly Suspension _suspension;
    private readonly HashSet<long> _committing = [];
    private Action<(long Id, Exception? Error)> _commitsEnded = static _ => { };
    private DueTimer? _outputsDue;

    private void StartOvertaking()
    {
        if (_stages.OvertakingTimeout is null)
        {
            return;
        }

        _stages.OnNotice(GetAsyncCallback(() => Guarded(() =>
        {
            Heed();
            Continue();
        })));
        _stages.CaptureProcessing = Capture;
        _outputsDue = new DueTimer(_stages.Clock, _stages.Notify);

        // What the gate noticed before this could be woken.
        _stages.Notify();
    }

    /// <summary>Looks after barriers that have been announced, or whose time is out. Called often: it costs nothing when there are none.</summary>
    private void Heed()
    {
        if (!_stages.TakeNotice())
        {
            return;
        }

        if (_outputsDue!.TakeDue() is var due and > 0)
        {
            Overtake(due);
        }

        if (_stages.HeedAtGate?.Invoke() is { } barrier)
        {
            Checkpoint(barrier);
        }
    }

    /// <summary>A barrier that has been sent behind what is queued to the outputs goes past it: now, or when it is still there after the time-out.</summary>
    private void SendAhead(Barrier barrier, bool hasOvertaken)
    {
        if (!barrier.MayOvertake || _stages.OvertakingTimeout is not { } timeout)
        {
            return;
        }

        if (hasOvertaken || timeout == TimeSpan.Zero)
        {
            Overtake(barrier.CheckpointId);
        }
        else
        {
            _outputsDue!.Arm(barrier.CheckpointId, timeout);
        }
    }

    private void Overtake(long checkpointId)
    {
        foreach (OutputPort port in _ports)
        {
            port.Overtake(checkpointId);
        }
    }

    /// <summary>What this has been given and has not processed.</summary>
    private void Capture(InFlightCapture capture)
    {
        if (_batch is not null)
        {
            capture.Append(_batchInput, _batch, _batchOffset, _batch.Count - _batchOffset);
        }

        if (_chain.Restored is { } restored)
        {
            foreach ((int input, RecordBatch batch) in restored.Waiting)
            {
                capture.Append(input, batch, 0, batch.Count);
            }
        }

        if (_stages.Handed is { Element: RecordBatch handed } gated)
        {
            capture.Append(gated.Input, handed, 0, handed.Count);
        }
    }

    /// <summary>The barrier goes on first, then the state as of the barrier is fixed.</summary>
    private void Checkpoint(Barrier barrier)
    {
        InFlightCapture? inFlight = _stages.TakeCapture(barrier.CheckpointId);
        // The savepoint was given up, or nothing would follow it.
        if (_suspension.End())
        {
            Continue();
        }

        _stages.Faults?.AtBarrier(barrier.CheckpointId);
        long started = Stopwatch.GetTimestamp();
        _stages.Pulse.Synchronous = new SynchronousPart(barrier.CheckpointId, started);
        try
        {
            Snapshot(barrier, inFlight, started);
        }
        finally
        {
            _stages.Pulse.Synchronous = null;
        }
    }

    private void Snapshot(Barrier barrier, InFlightCapture? inFlight, long started)
    {
        SnapshotTiming timing = _source is null
            ? _stages.LatestAlignment
            : new SnapshotTiming(TimeSpan.FromMilliseconds(Math.Max(0, _stages.NowMs() - barrier.TimestampMs)), default, default, 0);
        _chain.BroadcastBarrier(barrier);
        SendAhead(barrier, inFlight is not null);
        ChainSnapshot snapshot;
        try
        {
            snapshot = _chain.Snapshot(
                new SnapshotRequest(barrier.CheckpointId)
                {
                    IncrementalBase = barrier.IncrementalBase ?? 0,
                    Scope = barrier.IncrementalBase is null ? StateScope.Own : StateScope.Shared,
                    Savepoint = barrier.Savepoint,
                },
                inFlight);
        }
        catch (Exception error)
        {
            _stages.Listener.Declined(barrier.CheckpointId, DeclineReason.SnapshotFailed, error);
            return;
        }

        _suspension.Passed(barrier);
        _stages.Listener.SnapshotTaken(barrier, snapshot, timing with { Synchronous = Stopwatch.GetElapsedTime(started) });
    }

    private void Aborted(long checkpointId)
    {
        _chain.NotifyCheckpointAborted(checkpointId);
        if (_suspension.Aborted(checkpointId))
        {
            Continue();
        }
    }

    private void StartCommits(long checkpointId)
    {
        // A reminder may overtake slow commits: they are not made twice.
        if (!_committing.Add(checkpointId))
        {
            return;
        }

        Action<(long, Exception?)> ended = _commitsEnded;
        _ = _chain.NotifyCheckpointCompleteAsync(checkpointId).ContinueWith(
            task => ended((checkpointId, task.Exception?.InnerException ?? (task.IsCanceled ? new OperationCanceledException() : null))),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void CommitsEnded((long Id, Exception? Error) commits) => Guarded(() =>
    {
        _committing.Remove(commits.Id);
        if (commits.Error is { } error)
        {
            _stages.Fail(error);
            return;
        }

        _chain.CommitsDone(commits.Id);
        _stages.Listener.Committed(commits.Id);
    });
}
