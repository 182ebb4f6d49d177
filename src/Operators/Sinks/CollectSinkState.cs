namespace Weir.Operators.Sinks;

/// <summary>What a writer of a <see cref="CollectSink{T}"/> has to know after a restore.</summary>
/// <param name="Counters">Numbers of the next batches.</param>
public sealed record CollectSinkState(List<OutputCounter> Counters);
