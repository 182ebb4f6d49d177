namespace Weir.Actors.Faults;

/// <summary>A subtask that is about to start, as tests know it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="JobName">Its name.</param>
/// <param name="Operators">Names and uids of the chain's operators, the head first.</param>
/// <param name="Index">Which of the parallel subtasks, from 0.</param>
/// <param name="Attempt">Which execution of it.</param>
/// <param name="IsSource">Whether the chain begins with a source.</param>
internal sealed record FaultySubtask(
    string JobId, string JobName, IReadOnlyList<string> Operators, int Index, int Attempt, bool IsSource);
