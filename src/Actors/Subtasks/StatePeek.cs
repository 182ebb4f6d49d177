using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.State.Backends;

namespace Weir.Actors.Subtasks;

/// <summary>A look into the state of a running subtask.</summary>
/// <param name="Number">Counted by the subtask's actor.</param>
/// <param name="Query">The question.</param>
/// <param name="Key">The key as its codec writes it.</param>
internal sealed record StatePeek(long Number, QueryState Query, ReadOnlyMemory<byte> Key);

/// <summary>To a subtask's actor, from its stages: what is there.</summary>
/// <param name="Peek">The look.</param>
/// <param name="Found">What was found; null: it could not be looked up.</param>
/// <param name="Problem">Why not.</param>
internal sealed record StatePeeked(StatePeek Peek, PeekedState? Found, Exception? Problem) : INoSerializationVerificationNeeded;
