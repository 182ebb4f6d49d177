using Akka.Actor;
using Weir.Actors.Artifacts;
using Weir.Actors.Jobs;
using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.Operators.Streams;
using Weir.State.Storage;

namespace Weir.Actors.Messages;

/// <summary>Job master → task manager: run this subtask. The subtask itself, or else the task manager, answers the master.</summary>
/// <param name="Epoch">That of the leader.</param>
/// <param name="Registration">The task manager's registration under which the slot was granted.</param>
/// <param name="Job">What the node builds the job from.</param>
/// <param name="Subtask">Which subtask.</param>
/// <param name="Attempt">Which execution of it.</param>
/// <param name="Placement">Where all subtasks of the job run in this attempt.</param>
/// <param name="State">What it restores, or null when it starts empty.</param>
/// <param name="StateLocation">The checkpoint that the state is in; null when it starts empty.</param>
/// <param name="Master">Hears how the subtask is, and of its snapshots.</param>
/// <param name="SuspendedBy">The savepoint with which the job was stopped: the subtask only commits what that holds; 0: it runs.</param>
internal sealed record DeploySubtask(
    long Epoch,
    int Registration,
    JobBlueprint Job,
    SubtaskId Subtask,
    Attempt Attempt,
    Placement Placement,
    RestoredSubtaskState? State,
    CheckpointLocation? StateLocation,
    IActorRef Master,
    long SuspendedBy = 0) : IWireMessage;

/// <summary>Job master → task manager: stop this subtask, if this attempt of it is here; answered, here or not, when it is gone.</summary>
internal sealed record StopSubtask(long Epoch, string JobId, SubtaskId Subtask, Attempt Attempt) : IWireMessage;

/// <summary>Job master → task manager: is this subtask with you? It says its status again, or the task manager that it is not there.</summary>
internal sealed record AskSubtask(long Epoch, string JobId, SubtaskId Subtask, Attempt Attempt) : IWireMessage;

/// <summary>What every node builds the same job from.</summary>
/// <param name="JobId">32 hex digits.</param>
/// <param name="JobName">As submitted.</param>
/// <param name="Source">The job's code.</param>
/// <param name="Arguments">For the job.</param>
/// <param name="Parallelism">Overrides that of the code; null keeps it.</param>
/// <param name="Fingerprint">Of the graph as the leader built it: a node that builds another one refuses.</param>
/// <param name="IsExactlyOnce">Whether barriers are aligned.</param>
/// <param name="OvertakingTimeout">How long they are aligned before they overtake records; null: they never do.</param>
/// <param name="MaximumInFlightBytes">What a subtask keeps of records that were overtaken, at most.</param>
/// <param name="StorageDirectory">Where checkpoints are; null: in the memory of the only node.</param>
/// <param name="InlineThresholdBytes">State up to this size goes into the metadata.</param>
/// <param name="ChannelCapacity">Batches that fit into a channel, a power of two.</param>
/// <param name="HasLocalRecovery">Whether each node keeps a copy of what it writes into the latest checkpoint.</param>
/// <param name="StateBackend">Where keyed state is while the job runs.</param>
/// <param name="Operators">Those that have another parallelism; null: none.</param>
internal sealed record JobBlueprint(
    string JobId,
    string JobName,
    JobSource Source,
    IReadOnlyList<string> Arguments,
    int? Parallelism,
    string Fingerprint,
    bool IsExactlyOnce,
    TimeSpan? OvertakingTimeout,
    long MaximumInFlightBytes,
    string? StorageDirectory,
    int InlineThresholdBytes,
    int ChannelCapacity,
    bool HasLocalRecovery = false,
    StateBackend StateBackend = StateBackend.Heap,
    IReadOnlyList<OperatorParallelism>? Operators = null);
