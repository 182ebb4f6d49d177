using System.Globalization;
using Weir.Actors.Alignment;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors;

public class CoordinatorScriptTests
{
    public static TheoryData<string> Scripts => Script.Named("coordinator");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Transcript_is_as_written(string name)
    {
        CoordinatorConsole? console = null;
        Script.Check(name, command =>
        {
            if (command[0] == "new")
            {
                console = new CoordinatorConsole(command[1..]);
                return [];
            }

            return console!.Run(command);
        });
    }

    /// <summary>A coordinator of a job of two sources and one sink, its timers on a clock that stands until told to go on.</summary>
    private sealed class CoordinatorConsole
    {
        private static readonly FailureCause Broken = new("Io", "disk full");
        private readonly JobTopology _topology = new(
            [new(new VertexId(0), "read", 2, IsSource: true), new(new VertexId(1), "write", 1, IsSource: false)],
            [new(new VertexId(0), new VertexId(1))]);

        private readonly CheckpointCoordinator _coordinator;
        private readonly SortedDictionary<CoordinatorTimer, TimeSpan> _timers = new(
            Comparer<CoordinatorTimer>.Create((left, right) => (left.Kind, left.CheckpointId).CompareTo((right.Kind, right.CheckpointId))));

        private readonly bool _isTakenAtOnce;
        private CheckpointingConfiguration _configuration;
        private TimeSpan _now;

        public CoordinatorConsole(string[] settings)
        {
            _configuration = With(new CheckpointingConfiguration { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(10), TolerableFailures = -1 }, settings);

            // An id is recorded at once, but where the script is about that.
            _isTakenAtOnce = !settings.Contains("ids=by-hand");
            _coordinator = new CheckpointCoordinator("job", _topology, _configuration);
        }

        public IEnumerable<string> Run(string[] command)
        {
            long Id() => long.Parse(command[1], CultureInfo.InvariantCulture);
            return command[0] switch
            {
                "restore" => Handle(new CheckpointRestored(
                    command[1] == "empty" ? null : Id(),
                    command[2] == "none" ? [] : [.. command[2].Split(',').Select(long.Parse)],
                    long.Parse(command[3], CultureInfo.InvariantCulture),
                    IsStopped: command.Length > 4)),
                "deploy" => Handle(new AttemptStarted(_topology.Subtasks, new Attempt((int)Id()))),
                "status" => Each(command[3], subtask => new SubtaskStatusReported(subtask, new Attempt((int)Id()), Enum.Parse<SubtaskStatus>(command[2]))),
                "start" => Handle(new CheckpointingStarted(0.5)),
                "stop" => Handle(new CheckpointingStopped(Enum.Parse<StopReason>(command[1]))),
                "shutdown" => Handle(new ShutDownRequested(Enum.Parse<JobOutcome>(command[1]), IsRecorded: command.Length == 2)),
                "swept" => Handle(new StorageSwept()),
                "request" => Handle(new TriggerRequested(Id())),
                "requests" => Enumerable.Range((int)Id(), int.Parse(command[2], CultureInfo.InvariantCulture)).SelectMany(id => Handle(new TriggerRequested(id))),
                "savepoint" => Savepoint(Id(), command[2..], StopMode.None),
                "suspend" => Savepoint(Id(), command[2..], StopMode.Suspend),
                "drain" => Savepoint(Id(), command[2..], StopMode.Drain),
                "taken" => Handle(new CheckpointIdRecorded(Id())),
                "located" => Handle(new LocationReady(Id(), command.Length > 2 ? command[2] : null)),
                "location-failed" => Handle(new LocationFailed(Id(), Broken)),
                "enumerators" => Handle(new EnumeratorsSnapshotted(Id(), new Token())),
                "enumerators-failed" => Handle(new EnumeratorsFailed(Id(), Broken)),
                "ack" => Each(command[3], subtask => new SnapshotAcknowledged("job", subtask, new Attempt(int.Parse(command[2], CultureInfo.InvariantCulture)), Id(), new Token(), new SnapshotMetrics(default, default, default, default, 100))),
                "foreign-ack" => Handle(new SnapshotAcknowledged("another", _topology.Subtasks[0], new Attempt(1), Id(), new Token(), default)),
                "decline" => Each(command[3], subtask => new SnapshotDeclined("job", subtask, new Attempt(int.Parse(command[2], CultureInfo.InvariantCulture)), Id(), Enum.Parse<DeclineReason>(command[4]), Broken)),
                "written" => Handle(new MetadataWritten(Id())),
                "write-failed" => Handle(new MetadataFailed(Id(), Broken)),
                "write-unknown" => Handle(new MetadataUnknown(Id(), Broken)),
                "recorded" => Handle(new CompletionRecorded(Id())),
                "record-failed" => Handle(new CompletionRecordFailed(Id(), Broken)),
                "reconfigure" => Handle(new CheckpointingReconfigured(_configuration = With(_configuration, command[1..]))),
                "wait" => Wait(Time(command[1])),
                _ => throw new ArgumentException($"Unknown command {command[0]}."),
            };
        }

        private static CheckpointingConfiguration With(CheckpointingConfiguration configuration, IEnumerable<string> settings)
        {
            foreach (var setting in settings)
            {
                var (key, value) = setting.Split('=') is [var left, var right] ? (left, right) : throw new ArgumentException(setting);
                configuration = key switch
                {
                    "interval" => configuration with { Interval = value == "off" ? null : Time(value) },
                    "pause" => configuration with { MinimumPause = Time(value) },
                    "timeout" => configuration with { Timeout = Time(value) },
                    "concurrent" => configuration with { MaximumConcurrent = int.Parse(value, CultureInfo.InvariantCulture) },
                    "tolerable" => configuration with { TolerableFailures = int.Parse(value, CultureInfo.InvariantCulture) },
                    "retained" => configuration with { Retained = int.Parse(value, CultureInfo.InvariantCulture) },
                    "incremental" => configuration with { Incremental = bool.Parse(value) },
                    "ids" => configuration,
                    "savepoints" => configuration with { SavepointDirectory = value },
                    "every" => configuration with { SavepointEvery = Time(value) },
                    "cron" => configuration with { SavepointCron = Cron(value) },
                    "keep" => configuration with { SavepointsKept = int.Parse(value, CultureInfo.InvariantCulture) },
                    "retention" => configuration with { Retention = Enum.Parse<CheckpointRetention>(value) },
                    _ => throw new ArgumentException($"Unknown setting {key}."),
                };
            }

            return configuration;
        }

        private List<string> Savepoint(long request, string[] directory, StopMode stop) =>
            Handle(new TriggerRequested(request, new SavepointTarget(directory.Length > 0 ? directory[0] : "", Stop: stop)));

        // Fields without spaces between them: those stand between settings.
        private static CronSchedule Cron(string fieldsAndZone)
        {
            var parts = fieldsAndZone.Split('@');
            return CronSchedule.TryParse(parts[0].Replace('_', ' '), TimeZones.Named(parts[1]), out var schedule)
                ? schedule
                : throw new ArgumentException(fieldsAndZone);
        }

        private static TimeSpan Time(string milliseconds) => TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture));

        private List<string> Each(string subtasks, Func<SubtaskId, CoordinatorEvent> happened) =>
            [.. _topology.Subtasks.Where(subtask => subtasks == "all" || subtasks == subtask.ToString()).SelectMany(subtask => Handle(happened(subtask)))];

        private List<string> Wait(TimeSpan time)
        {
            var until = _now + time;
            var lines = new List<string>();
            while (_timers.Count > 0 && _timers.Values.Min() <= until)
            {
                var (timer, at) = _timers.MinBy(each => each.Value);
                _now = at;
                _timers.Remove(timer);
                lines.Add($"[{_now.TotalMilliseconds} ms: {timer.Kind}]");
                lines.AddRange(Handle(new TimerFired(timer)));
            }

            _now = until;
            return lines;
        }

        private List<string> Handle(CoordinatorEvent happened)
        {
            var effects = _coordinator.Handle(happened, DateTimeOffset.UnixEpoch + _now);
            foreach (var effect in effects)
            {
                switch (effect)
                {
                    case Schedule schedule: _timers[schedule.Timer] = _now + schedule.Delay; break;
                    case CancelTimer cancel: _timers.Remove(cancel.Timer); break;
                }
            }

            // Each acknowledgement that counts has one of these; a script would say the same twice.
            return [.. effects.Where(effect => effect is not ReportAcknowledged).SelectMany(Lines)];
        }

        private IEnumerable<string> Lines(CoordinatorEffect effect) =>
            [EffectText.Of(effect), .. effect is TakeCheckpointId take && _isTakenAtOnce ? Handle(new CheckpointIdRecorded(take.CheckpointId)) : []];
    }

    private sealed record Token : ISnapshotToken;
}
