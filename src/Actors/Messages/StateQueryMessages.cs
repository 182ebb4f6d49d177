using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

/// <summary>Job master → subtask: what has this key in your state? Answered, to whoever is its sender, by <see cref="StateAnswer"/> or <see cref="StateRefused"/>.</summary>
/// <param name="Attempt">The attempt that is meant.</param>
/// <param name="Query">The question.</param>
/// <param name="Key">The key as its codec writes it.</param>
internal sealed record PeekState(Attempt Attempt, QueryState Query, ReadOnlyMemory<byte> Key) : IWireMessage;

/// <summary>A <see cref="QueryState"/> has no answer.</summary>
/// <param name="Kind">Why, for programs.</param>
/// <param name="Message">Why, in words.</param>
internal sealed record StateRefused(StateRefusal Kind, string Message) : IWireMessage;

/// <summary>Why state was not looked up.</summary>
internal enum StateRefusal
{
    /// <summary>There is no such operator or state, or the key is none of it.</summary>
    Invalid,

    /// <summary>Not now: the job does not run, or is being started.</summary>
    Unavailable,

    /// <summary>There are enough questions under way.</summary>
    Busy,
}
