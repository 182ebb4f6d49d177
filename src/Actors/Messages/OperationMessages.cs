namespace Weir.Actors.Messages;

// What a node does for somebody who asks for the outcome later, and maybe at another node: the leader remembers it for all.

/// <summary>
/// Node → job manager: this node carries it out, or has. Said when it begins, every few seconds while it goes on, and at its end. Answered by
/// <see cref="OperationNoted"/>.
/// </summary>
/// <param name="Operation">Names it in the whole cluster.</param>
/// <param name="Node">Which node says so: one operation is carried out by one node.</param>
/// <param name="Outcome">How it ended, in the form in which it is shown; null: it goes on.</param>
internal sealed record NoteOperation(string Operation, string Node, string? Outcome) : IWireMessage;

/// <summary>Job manager → node.</summary>
/// <param name="IsOwn">Whether it is that node's; false: another one has begun it before.</param>
internal sealed record OperationNoted(bool IsOwn) : IWireMessage;

/// <summary>Node → job manager: what has become of it? Answered by <see cref="OperationState"/>.</summary>
internal sealed record FindOperation(string Operation) : IWireMessage;

/// <summary>What is known of an operation.</summary>
/// <param name="IsKnown">Whether there is one.</param>
/// <param name="IsSilent">The node that carries it out has not been heard of for long, so nobody knows what became of it.</param>
/// <param name="Outcome">How it ended; null: it has not, as far as is known.</param>
internal sealed record OperationState(bool IsKnown, bool IsSilent, string? Outcome) : IWireMessage
{
    public static readonly OperationState None = new(IsKnown: false, IsSilent: false, Outcome: null);
}
