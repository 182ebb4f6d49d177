using Weir.State.Codecs;

namespace Weir.State.Savepoints;

/// <summary>What a savepoint or checkpoint is of.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="CheckpointId">Its number within the job.</param>
/// <param name="TakenAt">When it was triggered.</param>
/// <param name="IsSavepoint">Whether it is a savepoint, and no checkpoint.</param>
/// <param name="Operators">Those that have stored something.</param>
public sealed record SavepointDescription(
    string JobId, string JobName, long CheckpointId, DateTimeOffset TakenAt, bool IsSavepoint, IReadOnlyList<OperatorDescription> Operators);

/// <summary>An operator in a savepoint.</summary>
/// <param name="Uid">What identifies it from one version of the job to the next.</param>
/// <param name="Name">For people.</param>
/// <param name="Parallelism">How many subtasks it had.</param>
/// <param name="MaxParallelism">How many key groups it has.</param>
/// <param name="States">Its named states.</param>
public sealed record OperatorDescription(string Uid, string Name, int Parallelism, int MaxParallelism, IReadOnlyList<StateDescription> States);

/// <summary>A named state in a savepoint.</summary>
/// <param name="Name">Its name, unique within its operator.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">How its keys are encoded; of a list that is not keyed, nothing.</param>
/// <param name="Value">How its values are encoded: a list state's as a list, a map state's as a map; of timers, nothing.</param>
public sealed record StateDescription(string Name, StateKind Kind, CodecSchema Key, CodecSchema Value);
