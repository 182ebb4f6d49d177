using Akka.Actor;
using Weir.Actors.Messages;

namespace Weir.Actors.Clients;

/// <summary>A node that has answered.</summary>
internal sealed record FoundGateway(ClusterEndpoint Endpoint, ActorSelection Gateway, GatewayWelcome Welcome);
