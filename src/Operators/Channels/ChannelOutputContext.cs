using Weir.Operators.Runtime;

namespace Weir.Operators.Channels;

/// <summary>What a channel output needs to be made.</summary>
/// <param name="Producer">The operator whose records leave the subtask here.</param>
/// <param name="Writers">One for each target subtask, in their order; of a pointwise edge only the one that belongs to this subtask.</param>
/// <param name="TargetMaxParallelism">Key groups of the target.</param>
/// <param name="BatchSize">Records in a full batch.</param>
/// <param name="Metrics">Counts what is sent.</param>
internal sealed record ChannelOutputContext(
    OperatorContext Producer,
    IReadOnlyList<IChannelWriter> Writers,
    int TargetMaxParallelism,
    int BatchSize,
    SubtaskMetrics Metrics);
