using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Oracles;

/// <summary>
/// What fires, found anew at each evaluation from all that has happened since the leader took the job over; where an
/// evaluation now and then cannot see so exactly, either is right.
/// </summary>
internal sealed class AlertOracle(CheckpointingConfiguration configuration, DateTimeOffset started)
{
    private readonly HashSet<AlertRule> _firing = [];
    private readonly HashSet<long> _failedIds = [];
    private readonly HashSet<long> _finalizing = [];
    private readonly List<DateTimeOffset> _failed = [];
    private CheckpointingConfiguration _inForce = configuration;
    private readonly DateTimeOffset _started = started;
    private DateTimeOffset _windowSince = started;
    private bool _isWindowNew;
    private DateTimeOffset _before = started;
    private DateTimeOffset? _success;
    private long _restarts;
    private long _restartsBefore;

    public long Fired { get; private set; }

    public long Cleared { get; private set; }

    public void Change(CheckpointingConfiguration changed, DateTimeOffset now)
    {
        if (changed.Alert.Window != _inForce.Alert.Window || changed.Alert.Every != _inForce.Alert.Every)
        {
            _isWindowNew = true;
        }

        _inForce = changed;
    }

    public void Note(ProtocolEffect effect, DateTimeOffset now)
    {
        switch (effect)
        {
            case WriteMetadata write: _finalizing.Add(write.CheckpointId); break;
            case ReportCompleted: _success = now; break;

            // Begun and not completed: while its metadata is being written, that is not known.
            case ReportFailed { CheckpointId: { } id } failed when (failed.Reason != CheckpointFailureReason.Expired || !_finalizing.Contains(id)) && _failedIds.Add(id):
                _failed.Add(now);
                break;
            case RecordRecovery: _restarts++; break;
        }
    }

    public void Check(IReadOnlyList<JobAlert> changes, DateTimeOffset now)
    {
        foreach (var change in changes)
        {
            var isNew = change.IsFiring ? _firing.Add(change.Rule) : _firing.Remove(change.Rule);
            if (!isNew)
            {
                throw new Violation($"the alert {change.Rule} {(change.IsFiring ? "fires" : "is over")} a second time: {change.Message}");
            }

            Fired += change.IsFiring ? 1 : 0;
            Cleared += change.IsFiring ? 0 : 1;
        }

        // Evaluations that came at other times do not tell which failures are in the window; from the first on they do.
        _isWindowNew |= now - _before > 1.5 * _inForce.Alert.Every;
        _windowSince = _isWindowNew ? now : _windowSince;
        _isWindowNew = false;
        var limits = _inForce.Alert;
        var every = limits.Every ?? TimeSpan.Zero;
        var earliest = now - limits.Window - (every / 2);
        earliest = earliest < _before ? earliest : _before;
        var latest = now - limits.Window + (every / 2);
        latest = latest > _windowSince ? latest : _windowSince;
        Expect(AlertRule.CheckpointFailureIncrease, _failed.Count(at => at > latest) >= limits.Threshold, _failed.Count(at => at >= earliest) >= limits.Threshold, now);
        Expect(AlertRule.CheckpointFailureTotal, _failed.Count >= limits.TotalThreshold, now);
        Expect(
            AlertRule.CheckpointSilence,
            _inForce.Interval is { } interval && limits.SilenceFactor is { } factor && now - (_success ?? _started) > (interval + _inForce.Timeout) * factor,
            now);
        if (now > _before)
        {
            Expect(AlertRule.Restarts, (_restarts - _restartsBefore) / (now - _before).TotalMinutes >= limits.RestartsPerMinute, now);
        }

        _before = now;
        _restartsBefore = _restarts;
    }

    private void Expect(AlertRule rule, bool holds, DateTimeOffset now) => Expect(rule, holds, holds, now);

    private void Expect(AlertRule rule, bool must, bool may, DateTimeOffset now)
    {
        var fires = _firing.Contains(rule);
        if ((must && !fires) || (!may && fires))
        {
            throw new Violation(
                $"the alert {rule} {(fires ? "fires" : "does not fire")} at {now:HH:mm:ss.fff}: {_failed.Count} failures, {_restarts} restarts, the last success {_success:HH:mm:ss.fff}, limits {_inForce.Alert}");
        }
    }
}
