using Akka.Configuration;

namespace Akka.Actor;

internal static class ReferenceConfig
{
    public static Config Akka { get; } = ConfigurationFactory.Default();
}
