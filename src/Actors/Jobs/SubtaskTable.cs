namespace Weir.Actors.Jobs;

/// <summary>
/// Where each subtask of a job is. Counts are kept as subtasks move, so that no question about all of them takes longer
/// the more there are.
/// </summary>
internal sealed class SubtaskTable
{
    private const int Statuses = (int)SubtaskStatus.Stopped + 1;
    private readonly JobTopology _topology;
    private readonly (Attempt Attempt, SubtaskStatus Status)[] _subtasks;

    // By region and status.
    private readonly int[] _counts;

    public SubtaskTable(JobTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        _topology = topology;
        _subtasks = new (Attempt, SubtaskStatus)[topology.Subtasks.Count];
        Array.Fill(_subtasks, (Attempt.None, SubtaskStatus.Stopped));
        _counts = new int[topology.Regions.Count * Statuses];
        for (var region = 0; region < topology.Regions.Count; region++)
        {
            _counts[(region * Statuses) + (int)SubtaskStatus.Stopped] = topology.Regions[region].Count;
        }
    }

    public bool AllGone => AreAll(SubtaskStatus.Stopped, SubtaskStatus.Stopped);

    public bool AllFinished => AreAll(SubtaskStatus.Finished, SubtaskStatus.Finished);

    public bool AllDataFinished => AreAll(SubtaskStatus.DataFinished, SubtaskStatus.Finished);

    public bool AllRestored => AreAll(SubtaskStatus.Running, SubtaskStatus.Finished);

    public SubtaskStatus this[SubtaskId subtask] => _subtasks[_topology.IndexOf(subtask)].Status;

    /// <summary>Whether that attempt is the last one begun; it may have ended.</summary>
    public bool IsLatest(SubtaskId subtask, Attempt attempt) =>
        attempt != Attempt.None && _topology.Contains(subtask) && _subtasks[_topology.IndexOf(subtask)].Attempt == attempt;

    /// <summary>Whether that attempt is the last one begun, and has not ended.</summary>
    public bool IsCurrent(SubtaskId subtask, Attempt attempt) => IsLatest(subtask, attempt) && this[subtask] != SubtaskStatus.Stopped;

    public SubtaskAttempt Addressed(SubtaskId subtask) => new(subtask, _subtasks[_topology.IndexOf(subtask)].Attempt);

    public void Begin(IReadOnlyList<SubtaskId> subtasks, Attempt attempt)
    {
        foreach (var subtask in subtasks)
        {
            Set(subtask, attempt, SubtaskStatus.Deploying);
        }
    }

    /// <summary>False: it was there already, or further.</summary>
    public bool Advance(SubtaskId subtask, SubtaskStatus status)
    {
        var (attempt, known) = _subtasks[_topology.IndexOf(subtask)];
        if (status <= known)
        {
            return false;
        }

        Set(subtask, attempt, status);
        return true;
    }

    public IReadOnlyList<SubtaskId> Alive(IReadOnlyList<SubtaskId> subtasks) =>
        [.. subtasks.Where(subtask => this[subtask] != SubtaskStatus.Stopped)];

    /// <summary>Whether all subtasks of these regions have come as far as that.</summary>
    public bool AreAtLeast(IEnumerable<int> regions, SubtaskStatus status)
    {
        foreach (var region in regions)
        {
            if (Count(region, status, SubtaskStatus.Stopped) < _topology.Regions[region].Count)
            {
                return false;
            }
        }

        return true;
    }

    private bool AreAll(SubtaskStatus from, SubtaskStatus to)
    {
        for (var region = 0; region < _topology.Regions.Count; region++)
        {
            if (Count(region, from, to) < _topology.Regions[region].Count)
            {
                return false;
            }
        }

        return true;
    }

    private int Count(int region, SubtaskStatus from, SubtaskStatus to)
    {
        var count = 0;
        for (var status = (int)from; status <= (int)to; status++)
        {
            count += _counts[(region * Statuses) + status];
        }

        return count;
    }

    private void Set(SubtaskId subtask, Attempt attempt, SubtaskStatus status)
    {
        ref var known = ref _subtasks[_topology.IndexOf(subtask)];
        var counts = _counts.AsSpan(_topology.RegionOf(subtask) * Statuses, Statuses);
        counts[(int)known.Status]--;
        counts[(int)status]++;
        known = (attempt, status);
    }
}
