namespace Weir.Actors.Slots;

/// <summary>What a task manager has on its own disk of a job's latest checkpoint: subtasks that are placed there read it from there.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Slots">The indices of the subtasks, which are those of the slots that host them.</param>
internal sealed record LocalState(string JobId, IReadOnlyList<int> Slots);
