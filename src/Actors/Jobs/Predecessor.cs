using Weir.Actors.Restarts;

namespace Weir.Actors.Jobs;

/// <summary>What a job's machine takes over from the one before it when the job is rescaled.</summary>
/// <param name="Restarts">With the failures that it remembers.</param>
/// <param name="Failures">How many there were: they are numbered on.</param>
internal sealed record Predecessor(RestartStrategy Restarts, int Failures);
