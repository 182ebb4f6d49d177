using Weir.Actors.Jobs;

namespace Weir.Actors.History;

/// <summary>Channels between two vertices.</summary>
/// <param name="Partitioning">forward, rebalance, broadcast, global, custom or keyed.</param>
internal sealed record EdgeInspection(VertexId From, VertexId To, string Partitioning);
