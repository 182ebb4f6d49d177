using Akka.Actor;

namespace Akka.TestKit.TestEvent;

/// <summary>From now on the listener does not print what one of these filters matches.</summary>
internal sealed record Mute(IReadOnlyList<EventFilterRule> Filters) : INoSerializationVerificationNeeded;

/// <summary>Takes filters back.</summary>
internal sealed record Unmute(IReadOnlyList<EventFilterRule> Filters) : INoSerializationVerificationNeeded;
