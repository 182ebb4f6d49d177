using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Decides what becomes of members that are not heard. Made with the system and the cluster.</summary>
public interface IDowningProvider
{
    /// <summary>How long after the removal of a node that was down nothing of it is to be started elsewhere.</summary>
    TimeSpan DownRemovalMargin { get; }

    /// <summary>The actor that downs members; null for none.</summary>
    Props DowningActorProps { get; }
}

/// <summary>Leaves it to the operators.</summary>
public sealed class NoDowning : IDowningProvider
{
    private readonly Cluster _cluster;

    public NoDowning(ActorSystem system, Cluster cluster) => _cluster = cluster;

    public TimeSpan DownRemovalMargin => _cluster.Settings.DownRemovalMargin;

    public Props DowningActorProps => null;
}
