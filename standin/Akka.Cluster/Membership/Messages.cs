using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using Akka.Util;

namespace Akka.Cluster.Membership;

/// <summary>Asks a seed node whether it can be joined.</summary>
internal sealed record InitJoin : IClusterMessage, IDeadLetterSuppression;

internal sealed record InitJoinAck(Address From) : IClusterMessage, IDeadLetterSuppression;

/// <summary>The node is in no cluster itself.</summary>
internal sealed record InitJoinNack(Address From) : IClusterMessage, IDeadLetterSuppression;

internal sealed record Join(UniqueAddress Node, ImmutableHashSet<string> Roles, AppVersion AppVersion) : IClusterMessage;

/// <summary>Answers Join.</summary>
internal sealed record Welcome(UniqueAddress From, Gossip Gossip) : IClusterMessage;

internal sealed record GossipEnvelope(UniqueAddress From, UniqueAddress To, Gossip Gossip) : IClusterMessage, IDeadLetterSuppression;

/// <summary>Which version the node has: the other one sends its gossip, or asks for it.</summary>
internal sealed record GossipStatus(UniqueAddress From, VectorClock Version) : IClusterMessage, IDeadLetterSuppression;

internal sealed record LeaveNode(Address Address) : IClusterMessage;

internal sealed record DownNode(Address Address) : IClusterMessage;

/// <summary>An exiting node has stopped what it had to stop, and can be removed.</summary>
internal sealed record ExitingConfirmed(UniqueAddress Node) : IClusterMessage, IDeadLetterSuppression;

internal sealed record Heartbeat(Address From) : IClusterMessage, IDeadLetterSuppression, IPriorityMessage;

internal sealed record HeartbeatResponse(UniqueAddress From) : IClusterMessage, IDeadLetterSuppression, IPriorityMessage;
