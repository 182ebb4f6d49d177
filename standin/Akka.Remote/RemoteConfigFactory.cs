using Akka.Configuration;

namespace Akka.Remote;

internal static class RemoteConfigFactory
{
    public static Config Default { get; } =
        ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteConfigFactory).Assembly);
}
