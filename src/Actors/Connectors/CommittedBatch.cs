namespace Weir.Actors.Connectors;

/// <summary>Records of one checkpoint interval, on their way to an actor.</summary>
internal sealed record CommittedBatch<T>(int Part, long Number, List<T> Records);
