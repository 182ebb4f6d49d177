using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>A subtask as a task manager knows it.</summary>
internal readonly record struct DeployedSubtask(string JobId, SubtaskId Subtask, Attempt Attempt)
{
    public override string ToString() => $"{JobId} {Subtask}{Attempt}";
}

/// <summary>What can happen to a task manager; all come in through <c>TaskManagerMachine.Handle</c>.</summary>
internal abstract record TaskManagerEvent : ProtocolEvent;

/// <summary>The first event, once.</summary>
internal sealed record TaskManagerStarted : TaskManagerEvent;

/// <summary>The leader of that epoch has taken on the registration of that number.</summary>
internal sealed record RegistrationAcknowledged(int Registration, long Epoch) : TaskManagerEvent;

internal sealed record HeartbeatAcknowledged(int Registration, long Epoch) : TaskManagerEvent;

/// <summary>To the leader of that epoch the registration of that number is nothing.</summary>
internal sealed record RegistrationVoided(int Registration, long Epoch, string Reason) : TaskManagerEvent;

/// <summary>A job master of the leader of that epoch wants a subtask to run.</summary>
/// <param name="Registration">The registration under which the slot was granted.</param>
internal sealed record DeploymentReceived(DeployedSubtask Subtask, int Registration, long Epoch) : TaskManagerEvent;

/// <summary>A job master wants a subtask to stop, if it is here.</summary>
internal sealed record StopReceived(DeployedSubtask Subtask, long Epoch) : TaskManagerEvent;

/// <summary>A job master wants to know whether a subtask that it thinks is here is here.</summary>
internal sealed record QuestionReceived(DeployedSubtask Subtask, long Epoch) : TaskManagerEvent;

/// <summary>A subtask has failed, or stopped on its own, and is about to end: <see cref="SubtaskEnded"/> follows.</summary>
internal sealed record SubtaskEnds(DeployedSubtask Subtask) : TaskManagerEvent;

/// <summary>A subtask has ended, for whatever reason, and all it held is released.</summary>
internal sealed record SubtaskEnded(DeployedSubtask Subtask) : TaskManagerEvent;

/// <summary>The leader's actor has ended, or its node is gone; a silent one is noticed without this.</summary>
internal sealed record LeaderLost(string Reason) : TaskManagerEvent;

/// <summary>The timer of <see cref="SetHeartbeatTimer"/>.</summary>
internal sealed record HeartbeatDue : TaskManagerEvent;

/// <summary>The node is to be shut down in good order.</summary>
internal sealed record LeaveRequested(string Reason) : TaskManagerEvent;

/// <summary>The leader knows that this task manager leaves.</summary>
internal sealed record LeaveAcknowledged(int Registration, long Epoch) : TaskManagerEvent;
