using Akka.Actor;
using Weir.Actors.Deployments;

namespace Weir.Actors.TaskManagers;

// What a task manager tells itself.

/// <summary>The code of a subtask's job is there.</summary>
internal sealed record JobBuilt(RunningSubtask Subtask, BuiltJob Job) : INoSerializationVerificationNeeded;

/// <summary>The code of a subtask's job could not be loaded, or could not define the job.</summary>
internal sealed record JobNotBuilt(RunningSubtask Subtask, Exception Error) : INoSerializationVerificationNeeded;

/// <summary>A subtask's actor has ended.</summary>
internal sealed record SubtaskGone(RunningSubtask Subtask) : INoSerializationVerificationNeeded;

/// <summary>A job master has ended, or its node is gone.</summary>
internal sealed record MasterLost(IActorRef Master) : INoSerializationVerificationNeeded;

/// <summary>The leader that this task manager is registered with has ended, or its node is gone.</summary>
internal sealed record LeaderGone(IActorRef Leader) : INoSerializationVerificationNeeded;
