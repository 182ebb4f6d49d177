using Akka.Actor;

namespace Weir.Actors.Messages;

/// <summary>
/// Client → job manager: end all nodes of the cluster. Its jobs stay: they go on when the cluster is started again. Answered by
/// <see cref="ClusterShutsDown"/> before anything ends; may be said again.
/// </summary>
internal sealed record ShutDownCluster : IWireMessage
{
    public static readonly ShutDownCluster Instance = new();
}

/// <summary>Job manager → client: the cluster is being shut down.</summary>
/// <param name="Problem">Why it is not; null: it is.</param>
internal sealed record ClusterShutsDown(string? Problem) : IWireMessage;

/// <summary>Leader → each node: end, in good order, but hand nothing over: no node stays.</summary>
internal sealed record ClusterEnds : IWireMessage
{
    public static readonly ClusterEnds Instance = new();
}

/// <summary>The jobs' last checkpoints are taken, or will not be.</summary>
internal sealed record LastCheckpointsTaken : INoSerializationVerificationNeeded
{
    public static readonly LastCheckpointsTaken Instance = new();
}
