using Akka.Actor;
using Weir.Actors.Jobs;

namespace Weir.Actors.JobMasters;

/// <summary>An event that a job master tells itself: the end of a step that it has had done.</summary>
internal sealed record Happened(ProtocolEvent Event) : INoSerializationVerificationNeeded;
