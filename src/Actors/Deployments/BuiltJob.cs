using Weir.Operators.Graph;
using Weir.Operators.Streams;

namespace Weir.Actors.Deployments;

/// <summary>What a job's code has defined.</summary>
/// <param name="Graph">Its graph.</param>
/// <param name="Checkpointing">Checkpointing as the code wants it.</param>
/// <param name="StateBackend">Where the code wants keyed state; null: as it is configured.</param>
internal sealed record BuiltJob(JobGraph Graph, CheckpointingOptions Checkpointing, StateBackend? StateBackend = null);
