namespace Weir.Actors.Subtasks;

/// <summary>A failure that somebody asked for, to see the job recover.</summary>
internal sealed class InjectedFailureException(string message) : Exception(message);
