using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Oracles;

/// <summary>
/// Whether checkpoints and automatic savepoints come, rest and expire as the settings that are in force say; in one life
/// of a coordinator.
/// </summary>
/// <param name="configuration">As it begins.</param>
/// <param name="isPunctual">Whether all that is due happens when it is: whoever stands still cannot be held to it.</param>
internal sealed class PaceWatch(CheckpointingConfiguration configuration, bool isPunctual)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1);
    private readonly Dictionary<long, Begun> _pending = [];
    private CheckpointingConfiguration _inForce = configuration;
    private DateTimeOffset? _lastEnded;
    private DateTimeOffset? _lastChange;
    private DateTimeOffset? _lastAutomatic;
    private DateTimeOffset? _started;

    // Since when nothing stands in the way of a periodic checkpoint; and of an automatic savepoint.
    private DateTimeOffset? _ready;
    private DateTimeOffset? _idle;
    private long _automatic;

    public void Change(CheckpointingConfiguration changed, DateTimeOffset now)
    {
        _inForce = changed;
        _lastChange = now;
    }

    /// <summary>Something is about to happen: what should have happened before it has.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isReady">Whether all subtasks run, there is data left, and nobody stops the job.</param>
    public void Before(DateTimeOffset now, bool isReady)
    {
        _ready = isReady ? _ready ?? now : null;
        _idle = isReady && _pending.Count == 0 ? _idle ?? now : null;
        if (!isPunctual)
        {
            return;
        }

        foreach (var (id, begun) in _pending.Where(each => !each.Value.IsFinalizing))
        {
            if (now - begun.At > _inForce.Timeout + Slack && now - _lastChange is null or { Ticks: > 0 })
            {
                throw new Violation($"checkpoint {id} is pending after {now - begun.At}; its timeout is {_inForce.Timeout}");
            }
        }

        if (_inForce.Interval is { } interval && _idle is { } idle && now - Latest(idle, _lastChange) > Longest(interval, _inForce.MinimumPause) + Slack)
        {
            throw new Violation($"no checkpoint has begun for {now - Latest(idle, _lastChange)}; the interval is {interval}, the pause {_inForce.MinimumPause}");
        }

        if (_inForce.SavepointEvery is { } every && _idle is { } quiet && now - Latest(quiet, _lastAutomatic ?? _started) > every + Slack)
        {
            throw new Violation($"no automatic savepoint has begun for {now - Latest(quiet, _lastAutomatic ?? _started)}; one is due every {every}");
        }
    }

    public void Note(ProtocolEffect effect, DateTimeOffset now)
    {
        switch (effect)
        {
            case TakeCheckpointId take:
                _pending.Add(take.CheckpointId, new Begun(now, now - _lastEnded, _inForce));
                break;
            case CreateStorageLocation { Savepoint: { IsAutomatic: true } } create:
                NoteAutomatic(create.CheckpointId, now);
                break;
            case ReportTriggered { Kind: CheckpointKind.Periodic } triggered when _pending.TryGetValue(triggered.CheckpointId, out var begun):
                Check(triggered.CheckpointId, begun);
                break;
            case WriteMetadata write when _pending.TryGetValue(write.CheckpointId, out var begun):
                begun.IsFinalizing = true;
                break;
            case ReportFailed { CheckpointId: { } id } failed when _pending.TryGetValue(id, out var begun):
                var isExpired = failed.Reason == CheckpointFailureReason.Expired;
                if (isExpired && now - begun.At < _inForce.Timeout && !begun.IsFinalizing)
                {
                    throw new Violation($"checkpoint {id} expires after {now - begun.At}; its timeout is {_inForce.Timeout}");
                }

                if (!isExpired || !begun.IsFinalizing)
                {
                    End(id, failed.Kind, now);
                }

                break;
            case ReportCompleted completed:
                End(completed.CheckpointId, completed.Kind, now);
                break;
        }
    }

    private void End(long id, CheckpointKind kind, DateTimeOffset now)
    {
        _pending.Remove(id);
        _idle = null;
        if (kind != CheckpointKind.Savepoint)
        {
            _lastEnded = now;
        }
    }

    private void NoteAutomatic(long id, DateTimeOffset now)
    {
        _automatic++;
        _lastAutomatic = _pending.TryGetValue(id, out var begun) ? begun.At : now;
        if (_inForce.SavepointEvery is not { } every)
        {
            throw new Violation($"savepoint {id} is taken by itself, and that is off");
        }

        if (_started is { } started && (_automatic - 1) * every > now - started)
        {
            throw new Violation($"{_automatic} automatic savepoints have begun within {now - started}; one is due every {every}");
        }
    }

    /// <summary>All of the job runs, for the first time.</summary>
    public void Started(DateTimeOffset now) => _started ??= now;

    private static void Check(long id, Begun begun)
    {
        if (begun.InForce.Interval is null)
        {
            throw new Violation($"checkpoint {id} is begun by itself, and the interval is off");
        }

        if (begun.Rest < begun.InForce.MinimumPause)
        {
            throw new Violation($"checkpoint {id} is begun {begun.Rest} after the last had ended; the pause is {begun.InForce.MinimumPause}");
        }
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <param name="At">When.</param>
    /// <param name="Rest">How long after the one before had ended; null: there was none.</param>
    /// <param name="InForce">The settings then.</param>
    private sealed record Begun(DateTimeOffset At, TimeSpan? Rest, CheckpointingConfiguration InForce)
    {
        public bool IsFinalizing { get; set; }
    }
}
