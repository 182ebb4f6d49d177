using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>What a task manager's machine wants done, in the order in which it is listed.</summary>
internal abstract record TaskManagerEffect : ProtocolEffect;

/// <summary>To whoever leads.</summary>
internal sealed record SendRegistration(TaskManagerId Id, int Slots, long HighestEpoch, long FirstEpoch) : TaskManagerEffect;

/// <summary>To whoever leads.</summary>
internal sealed record SendHeartbeat(TaskManagerId Id) : TaskManagerEffect;

/// <summary>To whoever leads: this one wants to go.</summary>
internal sealed record SendLeaving(TaskManagerId Id, string Reason) : TaskManagerEffect;

/// <summary>Run the subtask; <see cref="SubtaskEnded"/> says when it is gone.</summary>
internal sealed record StartSubtask(DeployedSubtask Subtask) : TaskManagerEffect;

/// <summary>Stop the subtask; <see cref="SubtaskEnded"/> says when it is gone.</summary>
internal sealed record EndSubtask(DeployedSubtask Subtask, string Reason) : TaskManagerEffect;

/// <summary>For the log: the subtask has been told to stop, or has failed, so long ago, and still has not ended.</summary>
internal sealed record ReportHanging(DeployedSubtask Subtask, TimeSpan Since) : TaskManagerEffect;

/// <summary>Tell its job master that the subtask is gone, though something of it may be left: nothing that it still says is passed on.</summary>
internal sealed record AbandonSubtask(DeployedSubtask Subtask, TimeSpan Since) : TaskManagerEffect;

/// <summary>To whoever leads: this one is as good as gone.</summary>
internal sealed record SendFailure(TaskManagerId Id, string Reason) : TaskManagerEffect;

/// <summary>Nothing else helps: end the node.</summary>
internal sealed record EndNode : TaskManagerEffect;

/// <summary>Tell who sent the deployment that the subtask has failed, for this reason.</summary>
internal sealed record RefuseDeployment(DeployedSubtask Subtask, string Reason) : TaskManagerEffect;

/// <summary>Tell who asked that the subtask is not here (<see cref="SubtaskStatus.Stopped"/>).</summary>
internal sealed record AnswerNotHere(DeployedSubtask Subtask) : TaskManagerEffect;

/// <summary>Have the subtask tell its master its status again.</summary>
internal sealed record RepeatStatus(DeployedSubtask Subtask) : TaskManagerEffect;

/// <summary>Answer with <see cref="HeartbeatDue"/> after the delay.</summary>
internal sealed record SetHeartbeatTimer(TimeSpan Delay) : TaskManagerEffect;

/// <summary>For the log.</summary>
internal sealed record ReportRegistered(long Epoch) : TaskManagerEffect;

/// <summary>For the log: what ran here does not count any more; <paramref name="Subtasks"/> are being stopped.</summary>
internal sealed record ReportUnregistered(string Reason, int Subtasks) : TaskManagerEffect;

/// <summary>Nothing runs here any more, and nothing will: the node may go.</summary>
internal sealed record ReadyToLeave : TaskManagerEffect;
