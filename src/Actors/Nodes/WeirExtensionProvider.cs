using Akka.Actor;

namespace Weir.Actors.Nodes;

/// <summary>Has an actor system start Weir by itself: name this type in <c>akka.extensions</c>.</summary>
public sealed class WeirExtensionProvider : ExtensionIdProvider<WeirExtension>
{
    /// <inheritdoc/>
    public override WeirExtension CreateExtension(ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new WeirExtension(system);
    }
}
