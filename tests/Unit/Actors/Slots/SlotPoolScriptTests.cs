using System.Collections.Immutable;
using System.Globalization;
using Weir.Actors.Jobs;
using Weir.Actors.Slots;

namespace Weir.Unit.Actors.Slots;

public class SlotPoolScriptTests
{
    private static readonly PoolConfiguration Times = new(
        Settle: TimeSpan.FromSeconds(3), HeartbeatInterval: TimeSpan.FromSeconds(1), HeartbeatTimeout: TimeSpan.FromSeconds(4));

    public static TheoryData<string> Scripts => Script.Named("pool");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Transcript_is_as_written(string name)
    {
        PoolConsole? console = null;
        Script.Check(name, command =>
        {
            if (command[0] == "new")
            {
                console = new PoolConsole();
                return console.Run(["start"]);
            }

            return console!.Run(command);
        });
    }

    /// <summary>A pool of a leader of epoch 5. Task managers are named by a letter and the number of the registration: a1.</summary>
    private sealed class PoolConsole
    {
        private readonly SlotPool _pool = new(5, Times);
        private readonly SortedDictionary<PoolTimer, TimeSpan> _timers = [];
        private TimeSpan _now;

        public IEnumerable<string> Run(string[] command)
        {
            int Number(int argument) => int.Parse(command[argument], CultureInfo.InvariantCulture);
            return command[0] switch
            {
                "start" => Handle(new PoolStarted()),
                "expect" => Handle(new NodesExpected([.. command[1..]])),
                "node-lost" => Handle(new NodeLost(command[1], "it is unreachable")),
                "register" => Handle(new RegistrationReceived(Id(command[1]), $"node-{command[1][0]}", Number(2), command.Length > 3 ? Number(3) : 0, command.Length > 4 ? Number(4) : command.Length > 3 ? Number(3) : 0)),
                "heartbeat" => command[1..].SelectMany(id => Handle(new HeartbeatReceived(Id(id)))),
                "leave" => Handle(new LeaveReceived(Id(command[1]), "shut down")),
                "terminated" => Handle(new TaskManagerTerminated(Id(command[1]), "its actor has ended")),
                "request" => Handle(new SlotsRequested(command[1], Number(2), Number(3), command.Length > 4 ? [.. command[4].Split(',').Select(int.Parse)] : [])),
                "release" => Handle(new SlotsReleased(command[1])),
                "wait" => Wait(TimeSpan.FromMilliseconds(Number(1))),
                "stand-still" => StandStill(TimeSpan.FromMilliseconds(Number(1))),
                "survivors" => [_pool.HasSurvivors(Number(1)) ? "some" : "none"],
                "list" => _pool.TaskManagers.Select(each => $"{Name(each.Id)} on {each.Node}: {each.UsedSlots} of {each.Slots}{(each.IsLeaving ? ", leaves" : "")}"),
                _ => throw new ArgumentException($"Unknown command {command[0]}."),
            };
        }

        private static TaskManagerId Id(string name) =>
            new(new Guid(name[0], 0, 0, new byte[8]), int.Parse(name[1..], CultureInfo.InvariantCulture));

        private static string Name(TaskManagerId id) => $"{(char)id.Instance.ToByteArray()[0]}{id.Registration}";

        private static string Text(PoolEffect effect) => effect switch
        {
            AcknowledgeRegistration acknowledge => $"acknowledge registration {Name(acknowledge.Id)} (epoch {acknowledge.Epoch})",
            AcknowledgeHeartbeat acknowledge => $"acknowledge heartbeat {Name(acknowledge.Id)}",
            AcknowledgeLeave acknowledge => $"acknowledge leave {Name(acknowledge.Id)}",
            VoidRegistration voided => $"void {Name(voided.Id)}: {voided.Reason}",
            TellJob { Happened: SlotsGranted granted } tell => $"tell {tell.JobId}: granted {granted.Request}: {string.Join(" ", granted.Slots.Select(Name))}",
            TellJob { Happened: SlotsLacking lacking } tell => $"tell {tell.JobId}: lacking {lacking.Request}: {lacking.Lacking}; {lacking.Message}",
            TellJob { Happened: SlotsLost lost } tell => $"tell {tell.JobId}: lost {Slots(lost.Slots)}: {lost.Cause.Message} (heard at {(lost.Cause.OccurredAt!.Value - DateTimeOffset.UnixEpoch).TotalMilliseconds} ms)",
            TellJob { Happened: SlotsLeaving leaving } tell => $"tell {tell.JobId}: leaving {Slots(leaving.Slots)}: {leaving.Reason}",
            SetPoolTimer set => $"set {set.Timer} in {set.Delay.TotalMilliseconds} ms",
            CancelPoolTimer cancel => $"cancel {cancel.Timer}",
            TaskManagerJoined joined => $"joined {Name(joined.Id)} on {joined.Node}, {joined.Slots} slots",
            TaskManagerGone gone => $"gone {Name(gone.Id)} on {gone.Node}: {gone.Reason}",
            RegistrationDeferred deferred => $"deferred {Name(deferred.Id)} on {deferred.Node}: {deferred.Reason}",
            StepDown down => $"step down: {down.Reason}",
            _ => effect.ToString(),
        };

        private static string Slots(ImmutableArray<int> slots) => string.Join(",", slots);

        private List<string> Wait(TimeSpan time)
        {
            var until = _now + time;
            var lines = new List<string>();
            while (_timers.Count > 0 && _timers.Values.Min() <= until)
            {
                var (timer, at) = _timers.MinBy(each => each.Value);
                _now = at;
                _timers.Remove(timer);
                var effects = Handle(new PoolTimerFired(timer));
                lines.AddRange(effects.Where(line => !line.StartsWith("set HeartbeatCheck", StringComparison.Ordinal)).Select(line => $"[{_now.TotalMilliseconds} ms] {line}"));
            }

            _now = until;
            return lines;
        }

        // The whole process stands still: timers fire late.
        private List<string> StandStill(TimeSpan time)
        {
            _now += time;
            var due = _timers.Where(each => each.Value <= _now).Select(each => each.Key).ToList();
            due.ForEach(timer => _timers.Remove(timer));
            return [.. due.SelectMany(timer => Handle(new PoolTimerFired(timer)))];
        }

        private List<string> Handle(PoolEvent happened)
        {
            var effects = _pool.Handle(happened, DateTimeOffset.UnixEpoch + _now, 0.5);
            foreach (var effect in effects)
            {
                switch (effect)
                {
                    case SetPoolTimer set: _timers[set.Timer] = _now + set.Delay; break;
                    case CancelPoolTimer cancel: _timers.Remove(cancel.Timer); break;
                }
            }

            return [.. effects.Select(Text)];
        }
    }
}
