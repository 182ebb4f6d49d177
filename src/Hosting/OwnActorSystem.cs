using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Logging;
using Weir.Actors.Nodes;

namespace Weir.Hosting;

/// <summary>The actor system that is made for Weir, when the application has none.</summary>
internal sealed class OwnActorSystem(WeirHostOptions options, ILoggerFactory? loggers = null)
{
    private static readonly Config Logging = ConfigurationFactory.ParseString(
        $$"""
        akka {
          loggers = ["{{typeof(HostLog).FullName}}, {{typeof(HostLog).Assembly.GetName().Name}}"]
          stdout-loglevel = OFF
        }
        """);

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
            return _system ??= Create();
        }
    }

    /// <summary>It logs as the host does, unless the application has given it loggers.</summary>
    private ActorSystem Create()
    {
        Config given = ConfigurationFactory.ParseString(options.Configuration);
        Config all = given.WithFallback(WeirExtension.DefaultConfiguration);
        return loggers is null || given.HasPath("akka.loggers")
            ? ActorSystem.Create(options.SystemName, all)
            : ActorSystem.Create(
                options.SystemName, BootstrapSetup.Create().WithConfig(given.WithFallback(Logging).WithFallback(WeirExtension.DefaultConfiguration)).And(new HostLogSetup(loggers)));
    }
}
