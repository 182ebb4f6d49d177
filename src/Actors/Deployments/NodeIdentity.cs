using Akka.Actor;

namespace Weir.Actors.Deployments;

/// <summary>A node.</summary>
/// <param name="Address">Where others reach it.</param>
/// <param name="Life">The address and which of its lives: started again, it is another node.</param>
internal sealed record NodeIdentity(Address Address, string Life)
{
    public override string ToString() => Address.ToString();
}
