using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Nodes;

namespace Weir.Hosting;

/// <summary>The actor system that is made for Weir, when the application has none.</summary>
internal sealed class OwnActorSystem(WeirHostOptions options)
{
    private readonly Lock _gate = new();
    private ActorSystem? _system;

    /// <summary>Null as long as nobody has asked for it.</summary>
    public ActorSystem? Created
    {
        get
        {
            lock (_gate)
            {
                return _system;
            }
        }
    }

    public ActorSystem Get()
    {
        lock (_gate)
        {
            return _system ??= ActorSystem.Create(
                options.SystemName, ConfigurationFactory.ParseString(options.Configuration).WithFallback(WeirExtension.DefaultConfiguration));
        }
    }
}
