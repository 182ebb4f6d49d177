using Akka.Configuration;
using Weir.Actors.Artifacts;
using Weir.Actors.Deployments;

namespace Weir.Actors.Nodes;

/// <summary>What the actors of a node share.</summary>
internal sealed record NodeServices
{
    /// <summary>The node's configuration over <c>reference.conf</c>.</summary>
    public required Config Config { get; init; }

    public required MonotonicClock Clock { get; init; }

    /// <summary>The jobs that this node brings along.</summary>
    public required RegisteredJobs Registered { get; init; }

    /// <summary>The folder of uploaded jobs; null: this node takes none.</summary>
    public required ArtifactStore? Artifacts { get; init; }

    public required JobGraphs Graphs { get; init; }

    public required CheckpointStorages Storages { get; init; }
}
