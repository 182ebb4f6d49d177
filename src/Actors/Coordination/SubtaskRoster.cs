using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>What the coordinator knows of the subtasks: the attempt that counts, and how far it is.</summary>
internal sealed class SubtaskRoster
{
    private const int NamedInMessages = 5;
    private readonly JobTopology _topology;
    private readonly Dictionary<SubtaskId, (Attempt Attempt, SubtaskStatus Status)> _subtasks;

    public SubtaskRoster(JobTopology topology)
    {
        _topology = topology;
        _subtasks = topology.Subtasks.ToDictionary(subtask => subtask, _ => (Attempt.None, SubtaskStatus.Stopped));
    }

    public bool AllDataFinished => All(status => status is SubtaskStatus.DataFinished or SubtaskStatus.Finished);

    public bool AllFinished => All(status => status == SubtaskStatus.Finished);

    public bool AllRunning => All(CanSnapshot);

    public void Begin(IReadOnlyList<SubtaskId> subtasks, Attempt attempt)
    {
        foreach (var subtask in subtasks)
        {
            _subtasks[subtask] = (attempt, SubtaskStatus.Deploying);
        }
    }

    /// <summary>False: not of the current attempt, or not news.</summary>
    public bool Update(SubtaskId subtask, Attempt attempt, SubtaskStatus status)
    {
        if (!IsCurrent(subtask, attempt) || _subtasks[subtask].Status >= status)
        {
            return false;
        }

        _subtasks[subtask] = (attempt, status);
        return true;
    }

    public bool IsCurrent(SubtaskId subtask, Attempt attempt) =>
        _subtasks.TryGetValue(subtask, out var known) && known.Attempt == attempt && attempt != Attempt.None;

    public IReadOnlyList<SubtaskAttempt> Sources() => [.. _topology.Sources.Select(Addressed)];

    /// <summary>Those that a notification can reach.</summary>
    public IReadOnlyList<SubtaskAttempt> Alive() =>
        [.. _topology.Subtasks.Where(subtask => CanSnapshot(_subtasks[subtask].Status)).Select(Addressed)];

    public IReadOnlyList<SubtaskAttempt> AliveNotFinished() =>
        [.. _topology.Subtasks
            .Where(subtask => _subtasks[subtask].Status is SubtaskStatus.Running or SubtaskStatus.DataFinished)
            .Select(Addressed)];

    /// <summary>"2 of 7 subtasks do not run: source (1/2) is Deploying, …".</summary>
    public string DescribeNotRunning()
    {
        var missing = _topology.Subtasks.Where(subtask => !CanSnapshot(_subtasks[subtask].Status)).ToList();
        var named = missing.Take(NamedInMessages).Select(subtask => $"{_topology.NameOf(subtask)} is {_subtasks[subtask].Status}");
        return $"{missing.Count} of {_topology.Subtasks.Count} subtasks do not run: {string.Join(", ", named)}"
            + (missing.Count > NamedInMessages ? ", …" : "");
    }

    /// <summary>"source (1/2), count (2/2), …".</summary>
    public string Names(IReadOnlyList<SubtaskId> subtasks) =>
        string.Join(", ", subtasks.Take(NamedInMessages).Select(_topology.NameOf))
            + (subtasks.Count > NamedInMessages ? $" and {subtasks.Count - NamedInMessages} more" : "");

    private static bool CanSnapshot(SubtaskStatus status) =>
        status is SubtaskStatus.Running or SubtaskStatus.DataFinished or SubtaskStatus.Finished;

    private SubtaskAttempt Addressed(SubtaskId subtask) => new(subtask, _subtasks[subtask].Attempt);

    private bool All(Func<SubtaskStatus, bool> condition)
    {
        foreach (var (_, status) in _subtasks.Values)
        {
            if (!condition(status))
            {
                return false;
            }
        }

        return true;
    }
}
