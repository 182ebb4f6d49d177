namespace Akka.Cluster;

/// <summary>Marks what the nodes of a cluster tell each other: the cluster's serializer is bound to it.</summary>
public interface IClusterMessage
{
}
