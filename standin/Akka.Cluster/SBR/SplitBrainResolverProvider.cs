using Akka.Actor;

namespace Akka.Cluster.SBR;

/// <summary>Downs one side of a split once nothing has changed for akka.cluster.split-brain-resolver.stable-after.</summary>
public class SplitBrainResolverProvider : IDowningProvider
{
    private readonly Cluster _cluster;
    private readonly SplitBrainResolverSettings _settings;

    public SplitBrainResolverProvider(ActorSystem system, Cluster cluster)
    {
        _cluster = cluster;
        _settings = new SplitBrainResolverSettings(system.Settings.Config);
    }

    /// <summary>akka.cluster.down-removal-margin or, when that is off or 0, stable-after.</summary>
    public TimeSpan DownRemovalMargin =>
        _cluster.Settings.DownRemovalMargin > TimeSpan.Zero ? _cluster.Settings.DownRemovalMargin : _settings.DowningStableAfter;

    public Props DowningActorProps
    {
        get
        {
            var (cluster, strategy, settings) = (_cluster, _settings.MakeStrategy(), _settings);
            return Props.Create(() => new DowningActor(cluster, strategy, settings.DowningStableAfter, settings.DownAllWhenUnstable));
        }
    }
}
