using System.Collections.Immutable;
using System.Globalization;
using Weir.Actors.Jobs;
using Weir.Actors.Restarts;

namespace Weir.Unit.Actors;

public class JobMachineScriptTests
{
    public static TheoryData<string> Scripts => Script.Named("job");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Transcript_is_as_written(string name)
    {
        JobMachine? machine = null;
        var isAnsweredAtOnce = true;
        var now = TimeSpan.Zero;

        // Two pipelines that are not connected, of one source and one sink each: two regions.
        var topology = new JobTopology(
            [
                new(new VertexId(0), "read", 1, IsSource: true),
                new(new VertexId(1), "write", 1, IsSource: false),
                new(new VertexId(2), "read more", 1, IsSource: true),
                new(new VertexId(3), "write more", 1, IsSource: false),
            ],
            [new(new VertexId(0), new VertexId(1)), new(new VertexId(2), new VertexId(3))]);

        Script.Check(name, command =>
        {
            int Number(int argument) => int.Parse(command[argument], CultureInfo.InvariantCulture);
            IReadOnlyList<SubtaskId> Subtasks(int argument) =>
                [.. topology.Subtasks.Where(subtask => command[argument] == "all" || command[argument].Split(',').Contains(subtask.Vertex.ToString()))];
            FailureCause Cause(string message) =>
                new("Test", message, OccurredAt: DateTimeOffset.UnixEpoch + now - TimeSpan.FromMilliseconds(3), IsPermanent: message == "permanent");
            ImmutableArray<int> Slots(int argument) => [.. command[argument].Split(',').Select(int.Parse)];
            IEnumerable<JobEvent> Events()
            {
                switch (command[0])
                {
                    case "start": return [new JobStarted()];
                    case "found": return [new JobFoundOver(Enum.Parse<JobOutcome>(command[1]), null)];
                    case "selected":
                        return [new RestoreSelected(Number(1), command[2] == "none" ? null : Number(2), [])];
                    case "refused": return [new RestoreRefused(Number(1), Cause(command[2]))];
                    case "status":
                        return Subtasks(3).Select(subtask => new SubtaskReported(subtask, new Attempt(Number(1)), Enum.Parse<SubtaskStatus>(command[2])));
                    case "fail":
                        return Subtasks(2).Select(subtask => new SubtaskFailed(subtask, new Attempt(Number(1)), Cause(command[3]), 0.5));
                    case "lost":
                        return [new SubtasksLost([.. Subtasks(2).Select(subtask => new SubtaskAttempt(subtask, new Attempt(Number(1))))], Cause("node lost"), 0.5)];
                    case "fail-job": return [new JobWideFailure(Cause(command[1]) with { IsPermanent = command.Contains("for-good") }, 0.5)];
                    case "restart": return [new RestartRequested(string.Join(' ', command[1..]))];
                    case "quiesced": return [new CheckpointingQuiesced()];
                    case "delay-over": return [new JobTimerFired(new JobTimer(JobTimerKind.Restart, Number(1)))];
                    case "timer": return [new JobTimerFired(new JobTimer(Enum.Parse<JobTimerKind>(command[1]), Number(2)))];
                    case "granted": return [new SlotsGranted(Number(1), [default, default])];
                    case "lacking": return [new SlotsLacking(Number(1), Number(2), "the cluster has 1")];
                    case "slots-lost": return [new SlotsLost(Slots(1), Cause("node lost"), 0.5)];
                    case "slots-leaving": return [new SlotsLeaving(Slots(1), "node a leaves")];
                    case "taken": return [new AttemptRecorded(new Attempt(Number(1)))];
                    case "checkpointed":
                        return [new RelocationCheckpointEnded(Number(1), command[2] == "none" ? null : Number(2), command[2] == "none" ? "expired" : "completed")];
                    case "rescale": return [new RescaleRequested(string.Join(' ', command[1..]))];
                    case "cancel": return [new CancelRequested()];
                    case "outcome-recorded": return [new OutcomeRecorded(command.Length == 1 ? null : Cause("disk full"))];
                    case "shut-down": return [new CheckpointingShutDown()];
                    default: throw new ArgumentException($"Unknown command {command[0]} in {name}.");
                }
            }

            if (command[0] == "new")
            {
                RestartConfiguration restart = command[1] == "none"
                    ? new NoRestartConfiguration()
                    : new FixedDelayConfiguration { Attempts = Number(1), Delay = TimeSpan.FromMilliseconds(100) };

                // Slots and attempt numbers are there at once, but where the script is about them.
                isAnsweredAtOnce = !command.Contains("by-hand");
                machine = new JobMachine(topology, restart.CreateStrategy(), command.Contains("successor") ? new Attempt(7) : Attempt.None,
                    predecessor: command.Contains("taking-over") ? machine!.AsPredecessor() : null);
                return [];
            }

            now += TimeSpan.FromMilliseconds(10);
            return Events().SelectMany(Handle).ToList();

            IEnumerable<string> Handle(JobEvent happened)
            {
                foreach (var effect in machine!.Handle(happened, DateTimeOffset.UnixEpoch + now))
                {
                    yield return EffectText.Of(effect);
                    JobEvent? answer = effect switch
                    {
                        AcquireSlots acquire when isAnsweredAtOnce => new SlotsGranted(acquire.Request, [default]),
                        TakeAttempt take when isAnsweredAtOnce => new AttemptRecorded(take.Attempt),
                        _ => null,
                    };
                    foreach (var line in answer is null ? [] : Handle(answer))
                    {
                        yield return line;
                    }
                }
            }
        });
    }
}
