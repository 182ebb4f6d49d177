using Akka.Actor;

namespace Akka.Remote;

/// <summary>The remote provider of a system that has one.</summary>
internal sealed class RARP(RemoteActorRefProvider provider) : IExtension
{
    public RemoteActorRefProvider Provider { get; } = provider;

    public static RARP For(ActorSystem system) => system.WithExtension<RARP, Id>();

    private sealed class Id : ExtensionIdProvider<RARP>
    {
        public override RARP CreateExtension(ExtendedActorSystem system) => new((RemoteActorRefProvider)system.Provider);
    }
}
