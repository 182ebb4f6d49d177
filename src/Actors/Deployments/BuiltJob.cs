using Weir.Operators.Graph;
using Weir.Operators.Streams;

namespace Weir.Actors.Deployments;

/// <summary>What a job's code has defined.</summary>
/// <param name="Graph">Its graph.</param>
/// <param name="Checkpointing">Checkpointing as the code wants it.</param>
internal sealed record BuiltJob(JobGraph Graph, CheckpointingOptions Checkpointing);
