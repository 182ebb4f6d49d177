using Weir.Actors.Restarts;

namespace Weir.Actors.Jobs;

/// <summary>What a job's machine takes over from the one before it when the job is rescaled.</summary>
/// <param name="Restarts">With the failures that it remembers.</param>
/// <param name="Failures">How many there were: they are numbered on.</param>
/// <param name="Requests">How many times slots were asked for: numbered on, so that an answer to an earlier request is none to a later one.</param>
internal sealed record Predecessor(RestartStrategy Restarts, int Failures, int Requests);
