using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Slots;

namespace Weir.Actors.Messages;

/// <summary>Task manager → job manager, until it is answered: here are slots. The sender is the task manager.</summary>
/// <param name="Id">This registration.</param>
/// <param name="Node">The node's address, for channels between subtasks.</param>
/// <param name="NodeLife">The node's address and which of its lives.</param>
/// <param name="Slots">How many.</param>
/// <param name="HighestEpoch">The highest leader epoch that it has heard of; 0: none.</param>
/// <param name="LeaderSilence">How long ago it has heard of a leader last; null: never.</param>
internal sealed record RegisterTaskManager(
    TaskManagerId Id, Address Node, string NodeLife, int Slots, long HighestEpoch, TimeSpan? LeaderSilence) : IWireMessage
{
    /// <summary>For people.</summary>
    public NodeFigures Figures { get; init; } = NodeFigures.Unknown;

    /// <summary>Of what it has copies on its disk.</summary>
    public IReadOnlyList<LocalState> LocalStates { get; init; } = [];

    /// <summary>The first leader epoch that it has heard of; 0: none.</summary>
    public long FirstEpoch { get; init; }
}

/// <summary>Job manager → task manager: the job is over, and copies of its checkpoints are needed no longer.</summary>
internal sealed record DropLocalState(string JobId) : IWireMessage;

/// <summary>Job manager → task manager: the registration of that number is taken on.</summary>
internal sealed record TaskManagerRegistered(int Registration, long Epoch) : IWireMessage;

/// <summary>Task manager → job manager: it is alive.</summary>
internal sealed record TaskManagerHeartbeat(TaskManagerId Id) : IWireMessage
{
    /// <summary>For people.</summary>
    public NodeFigures Figures { get; init; } = NodeFigures.Unknown;
}

/// <summary>Job manager → task manager: so is it, and the registration counts.</summary>
internal sealed record HeartbeatHeard(int Registration, long Epoch) : IWireMessage;

/// <summary>Job manager → task manager: the registration does not count (any more). Stop everything, register anew.</summary>
internal sealed record RegistrationVoid(int Registration, long Epoch, string Reason) : IWireMessage;

/// <summary>Task manager → job manager: it wants to go, and waits until its subtasks have moved.</summary>
internal sealed record TaskManagerLeaves(TaskManagerId Id, string Reason) : IWireMessage;

/// <summary>Task manager → job manager: something here cannot be stopped; the node ends, and is to be given up at once.</summary>
internal sealed record TaskManagerFails(TaskManagerId Id, string Reason) : IWireMessage;

/// <summary>Job manager → task manager: nothing new will come, and what runs there will be moved.</summary>
internal sealed record LeaveHeard(int Registration, long Epoch) : IWireMessage;

/// <summary>Node → its task manager: the node is to be shut down in good order. Answered by <see cref="NothingRunsHere"/>.</summary>
internal sealed record LeaveNode(string Reason) : INoSerializationVerificationNeeded;

/// <summary>Task manager → its node: it may go.</summary>
internal sealed record NothingRunsHere : INoSerializationVerificationNeeded
{
    public static readonly NothingRunsHere Instance = new();
}

/// <summary>Node → its task manager: say when the leader counts with its slots. Answered by <see cref="SlotsOffered"/>.</summary>
internal sealed record AwaitSlotsOffered : INoSerializationVerificationNeeded
{
    public static readonly AwaitSlotsOffered Instance = new();
}

/// <summary>The task manager is registered with a leader.</summary>
internal sealed record SlotsOffered : INoSerializationVerificationNeeded
{
    public static readonly SlotsOffered Instance = new();
}
