using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.JournalTests.Writing;

/// <summary>An actor system with the events of these tests.</summary>
internal static class TestSystem
{
    private static readonly Config Common = ConfigurationFactory.ParseString(
        $$"""
        akka.stdout-loglevel = OFF
        akka.loglevel = OFF
        akka.log-dead-letters = off
        akka.actor.serializers.noted = "{{typeof(NotedSerializer).AssemblyQualifiedName}}"
        akka.actor.serialization-bindings {
          "{{typeof(Noted).AssemblyQualifiedName}}" = noted
          "{{typeof(Unwritable).AssemblyQualifiedName}}" = noted
        }
        """);

    public static ActorSystem Create(Config config) =>
        ActorSystem.Create("journals", config.WithFallback(Common).WithFallback(ReferenceConfiguration.Config));
}
