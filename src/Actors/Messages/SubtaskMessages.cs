using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

/// <summary>Job master → source subtask: send a barrier through the stream.</summary>
internal sealed record TriggerCheckpoint(Attempt Attempt, long CheckpointId, long TimestampMs) : IWireMessage;

/// <summary>Job master → subtask: the checkpoint is complete; commit what was prepared up to it.</summary>
internal sealed record CheckpointCompleted(Attempt Attempt, long CheckpointId, bool IsFinal) : IWireMessage;

/// <summary>Job master → subtask: the checkpoint will not be completed.</summary>
internal sealed record CheckpointAborted(Attempt Attempt, long CheckpointId, long LatestCompleted) : IWireMessage;

/// <summary>Source subtask → job master: there is nothing left to read here.</summary>
internal sealed record SplitsRequested(SubtaskId Subtask, Attempt Attempt) : IWireMessage;

/// <summary>Job master → source subtask: splits to read, encoded.</summary>
internal sealed record SplitsAssigned(Attempt Attempt, ReadOnlyMemory<byte> Splits) : IWireMessage;

/// <summary>Job master → source subtask: there will be no more splits.</summary>
internal sealed record NoMoreSplits(Attempt Attempt) : IWireMessage;

/// <summary>Client → job manager → job master → task manager → subtask: fail as if a function of the job had thrown; for tests and demonstrations.</summary>
internal sealed record InjectFailure(string JobId, SubtaskId Subtask, string Message) : IWireMessage;

/// <summary>Subtask → job master: the figures have moved.</summary>
internal sealed record SubtaskFigures(SubtaskId Subtask, Attempt Attempt, long RecordsIn, long RecordsOut) : IWireMessage;
