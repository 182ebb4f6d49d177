namespace Weir.Actors.Subtasks;

/// <summary>
/// Thrown in a subtask's actor when its chain failed, so that the failure takes the way of supervision: the task
/// manager's strategy stops the subtask.
/// </summary>
internal sealed class SubtaskFailedException(string subtask, Exception cause)
    : Exception($"Subtask {subtask} failed: {cause.Message}", cause);
