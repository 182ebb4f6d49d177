using Akka.Actor;

namespace Weir.Actors.Connectors;

/// <summary>
/// A job takes records from now on: told to the actor that <see cref="ActorInputs"/> is given, at each start of the subtask that reads them.
/// An input that was opened before takes no more.
/// </summary>
/// <param name="Input">
/// Send it records; each is answered, in order, by <see cref="InputAccepted"/> or <see cref="InputRejected"/>. Watch it: it stops with its subtask.
/// </param>
/// <param name="JobName">The job.</param>
/// <param name="Name">The name of the source in the job's graph.</param>
/// <param name="Part">Which part of the input, from 0.</param>
/// <param name="Parts">Of how many.</param>
public sealed record InputOpened(IActorRef Input, string JobName, string Name, int Part, int Parts);

/// <summary>The record has been taken: it is in the job's memory. Whoever waits for it before sending another goes at the job's pace.</summary>
public sealed record InputAccepted
{
    /// <summary>The one there is.</summary>
    public static readonly InputAccepted Instance = new();

    private InputAccepted()
    {
    }
}

/// <summary>The record has not been taken. Send it again later, or drop it.</summary>
/// <param name="Reason">Why, for people.</param>
public sealed record InputRejected(string Reason);

/// <summary>Tells an input that no more records will come: a part of the job's input has ended.</summary>
public sealed record EndOfInput
{
    /// <summary>The one there is.</summary>
    public static readonly EndOfInput Instance = new();

    private EndOfInput()
    {
    }
}
