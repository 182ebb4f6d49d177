using Akka.Actor;

namespace Weir.Actors.Connectors;

/// <summary>Where a stream or an actor of a job's input or output is about to be used: on the node, and for the subtask, that it is for.</summary>
/// <param name="System">The actor system of the node.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Name">The name of the source or sink in the job's graph.</param>
/// <param name="Part">Which part of the input, or which subtask of the output, from 0.</param>
/// <param name="Parts">Of how many.</param>
public sealed record StreamContext(ActorSystem System, string JobName, string Name, int Part, int Parts)
{
    /// <summary>What the subtask runs in.</summary>
    internal static ActorSystem SystemOf(object? host, string name) => host as ActorSystem
        ?? throw new InvalidOperationException($"'{name}' is a stream or an actor of Akka, and its subtask does not run in an actor system.");
}
