namespace Weir.Actors.Jobs;

/// <summary>Where each subtask of a job is.</summary>
internal sealed class SubtaskTable(JobTopology topology)
{
    private readonly Dictionary<SubtaskId, (Attempt Attempt, SubtaskStatus Status)> _subtasks =
        topology.Subtasks.ToDictionary(subtask => subtask, _ => (Attempt.None, SubtaskStatus.Stopped));

    public bool AllGone => IsEach(topology.Subtasks, status => status == SubtaskStatus.Stopped);

    public bool AllFinished => IsEach(topology.Subtasks, status => status == SubtaskStatus.Finished);

    public bool AllRestored =>
        IsEach(topology.Subtasks, status => status is SubtaskStatus.Running or SubtaskStatus.DataFinished or SubtaskStatus.Finished);

    public SubtaskStatus this[SubtaskId subtask] => _subtasks[subtask].Status;

    public bool IsCurrent(SubtaskId subtask, Attempt attempt) =>
        _subtasks.TryGetValue(subtask, out var known) && known.Attempt == attempt && known.Status != SubtaskStatus.Stopped;

    public void Begin(IReadOnlyList<SubtaskId> subtasks, Attempt attempt)
    {
        foreach (var subtask in subtasks)
        {
            _subtasks[subtask] = (attempt, SubtaskStatus.Deploying);
        }
    }

    /// <summary>False: it was there already, or further.</summary>
    public bool Advance(SubtaskId subtask, SubtaskStatus status)
    {
        var (attempt, known) = _subtasks[subtask];
        if (status <= known)
        {
            return false;
        }

        _subtasks[subtask] = (attempt, status);
        return true;
    }

    public SubtaskAttempt Addressed(SubtaskId subtask) => new(subtask, _subtasks[subtask].Attempt);

    public IReadOnlyList<SubtaskId> Alive(IReadOnlyList<SubtaskId> subtasks) =>
        [.. subtasks.Where(subtask => this[subtask] != SubtaskStatus.Stopped)];

    public bool IsEach(IReadOnlyList<SubtaskId> subtasks, Func<SubtaskStatus, bool> condition)
    {
        foreach (var subtask in subtasks)
        {
            if (!condition(this[subtask]))
            {
                return false;
            }
        }

        return true;
    }
}
