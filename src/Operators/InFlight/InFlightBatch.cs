namespace Weir.Operators.InFlight;

/// <summary>Records that were in flight, by columns, as they are stored.</summary>
/// <param name="Parallelism">That of the operator that they were on the way to.</param>
/// <param name="Items">The records.</param>
/// <param name="Timestamps">Empty in a stream without event time.</param>
/// <param name="Hashes">Of the keys; empty when the channel is not keyed.</param>
internal sealed record InFlightBatch<T>(int Parallelism, T[] Items, long[] Timestamps, uint[] Hashes);
