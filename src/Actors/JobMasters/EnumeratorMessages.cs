namespace Weir.Actors.JobMasters;

/// <summary>It is time to look for more splits.</summary>
internal sealed record DiscoverSplits(EnumeratorHost Host) : Akka.Actor.INoSerializationVerificationNeeded;

/// <summary>An enumerator has started, or looked for splits.</summary>
internal sealed record EnumeratorMoved(EnumeratorHost Host, Exception? Error) : Akka.Actor.INoSerializationVerificationNeeded;
