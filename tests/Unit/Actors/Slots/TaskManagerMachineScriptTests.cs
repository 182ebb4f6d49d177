using System.Globalization;
using Weir.Actors.Jobs;
using Weir.Actors.Slots;

namespace Weir.Unit.Actors.Slots;

public class TaskManagerMachineScriptTests
{
    public static TheoryData<string> Scripts => Script.Named("task-manager");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Transcript_is_as_written(string name)
    {
        TaskManagerMachine? machine = null;
        var now = TimeSpan.Zero;
        Script.Check(name, command =>
        {
            int Number(int argument) => int.Parse(command[argument], CultureInfo.InvariantCulture);
            if (command[0] is "new" or "new-alone")
            {
                machine = new TaskManagerMachine(
                    Guid.Empty,
                    2,
                    heartbeatInterval: TimeSpan.FromSeconds(1),
                    heartbeatTimeout: TimeSpan.FromSeconds(5),
                    stopTimeout: TimeSpan.FromSeconds(3),
                    isNode: command[0] == "new");
                now = TimeSpan.Zero;
                return Handle(new TaskManagerStarted());
            }

            switch (command[0])
            {
                case "registered": return Handle(new RegistrationAcknowledged(Number(1), Number(2)));
                case "heard": return Handle(new HeartbeatAcknowledged(Number(1), Number(2)));
                case "void": return Handle(new RegistrationVoided(Number(1), Number(2), "given up"));
                case "deploy": return Handle(new DeploymentReceived(Subtask(command[1]), Number(2), Number(3)));
                case "stop": return Handle(new StopReceived(Subtask(command[1]), Number(2)));
                case "ask": return Handle(new QuestionReceived(Subtask(command[1]), Number(2)));
                case "ends": return Handle(new SubtaskEnds(Subtask(command[1])));
                case "ended": return Handle(new SubtaskEnded(Subtask(command[1])));
                case "leader-lost": return Handle(new LeaderLost("its node is gone"));
                case "leave": return Handle(new LeaveRequested("shut down"));
                case "leave-known": return Handle(new LeaveAcknowledged(Number(1), Number(2)));

                // A second passes, and the timer fires; or many pass, and it fires once.
                case "tick": now += TimeSpan.FromSeconds(1); return Handle(new HeartbeatDue());
                case "stand-still": now += TimeSpan.FromSeconds(Number(1)); return Handle(new HeartbeatDue());
                case "state":
                    return [$"registration {machine!.Id.Registration}{(machine.IsRegistered ? ", registered" : "")}, epoch {machine.HighestEpoch}, runs {string.Join(" ", machine.Running.Select(Name).Order())}"];
                default: throw new ArgumentException($"Unknown command {command[0]} in {name}.");
            }

            IEnumerable<string> Handle(TaskManagerEvent happened) =>
                [.. machine!.Handle(happened, DateTimeOffset.UnixEpoch + now).Select(Text)];
        });
    }

    /// <summary>"3/v1.0": attempt 3 of v1.0.</summary>
    private static DeployedSubtask Subtask(string text)
    {
        var parts = text.Split('/', 'v', '.');
        int Part(int index) => int.Parse(parts[index], CultureInfo.InvariantCulture);
        return new DeployedSubtask("job", new SubtaskId(Part(2), Part(3)), new Attempt(Part(0)));
    }

    private static string Name(DeployedSubtask subtask) => $"{subtask.Attempt.Number}/{subtask.Subtask}";

    private static string Text(TaskManagerEffect effect) => effect switch
    {
        SendRegistration send => $"send registration {send.Id.Registration}, {send.Slots} slots, highest epoch {send.HighestEpoch}",
        SendHeartbeat send => $"send heartbeat {send.Id.Registration}",
        SendLeaving send => $"send leaving {send.Id.Registration}: {send.Reason}",
        StartSubtask start => $"start {Name(start.Subtask)}",
        EndSubtask end => $"end {Name(end.Subtask)}: {end.Reason}",
        ReportHanging report => $"report hanging {Name(report.Subtask)} since {report.Since.TotalSeconds} s",
        AbandonSubtask abandon => $"abandon {Name(abandon.Subtask)} after {abandon.Since.TotalSeconds} s",
        SendFailure send => $"send failure of {send.Id.Registration}: {send.Reason}",
        EndNode => "end the node",
        RefuseDeployment refuse => $"refuse {Name(refuse.Subtask)}: {refuse.Reason}",
        AnswerNotHere answer => $"answer {Name(answer.Subtask)} is not here",
        RepeatStatus repeat => $"repeat status of {Name(repeat.Subtask)}",
        SetHeartbeatTimer set => $"set heartbeat timer to {set.Delay.TotalSeconds} s",
        ReportRegistered report => $"report registered with epoch {report.Epoch}",
        ReportUnregistered report => $"report unregistered: {report.Reason}; {report.Subtasks} subtasks",
        ReadyToLeave => "ready to leave",
        _ => effect.ToString(),
    };
}
