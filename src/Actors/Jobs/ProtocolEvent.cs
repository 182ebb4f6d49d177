namespace Weir.Actors.Jobs;

/// <summary>Anything that goes into one of a job's machines.</summary>
internal abstract record ProtocolEvent;

/// <summary>Anything that comes out of one of a job's machines, to be carried out in the order in which it came.</summary>
internal abstract record ProtocolEffect;
