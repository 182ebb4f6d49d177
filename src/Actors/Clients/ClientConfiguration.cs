using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Actors.Clients;

/// <summary>The settings of a client's ActorSystem.</summary>
internal static class ClientConfiguration
{
    /// <param name="ownAddress">The address of this machine that leads to the cluster.</param>
    /// <param name="settings">Over reference.conf; null for nothing.</param>
    public static Config Create(string ownAddress, Config? settings)
    {
        // What goes wrong is told by the one who asks; a log would say it a second time, and among what a job prints.
        var own = ConfigurationFactory.ParseString(
            $$"""
            akka {
              actor.provider = remote
              loglevel = OFF
              stdout-loglevel = OFF
              log-dead-letters = off
              remote.dot-netty.tcp {
                hostname = "{{ownAddress}}"
                port = 0
              }
            }
            """);
        var merged = settings is null || settings.IsEmpty ? own : settings.WithFallback(own);
        return merged.WithFallback(ReferenceConfiguration.Config).WithFallback(ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.enable-ssl = off"));
    }
}
