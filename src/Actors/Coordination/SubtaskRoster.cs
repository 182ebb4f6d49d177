using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>What the coordinator knows of the subtasks: the attempt that counts, and how far it is.</summary>
internal sealed class SubtaskRoster(JobTopology topology)
{
    private const int NamedInMessages = 5;
    private readonly SubtaskTable _subtasks = new(topology);

    public bool AllDataFinished => _subtasks.AllDataFinished;

    public bool AllFinished => _subtasks.AllFinished;

    public bool AllRunning => _subtasks.AllRestored;

    public void Begin(IReadOnlyList<SubtaskId> subtasks, Attempt attempt) => _subtasks.Begin(subtasks, attempt);

    /// <summary>False: not of the current attempt, or not news.</summary>
    public bool Update(SubtaskId subtask, Attempt attempt, SubtaskStatus status) =>
        _subtasks.IsLatest(subtask, attempt) && _subtasks.Advance(subtask, status);

    public bool IsCurrent(SubtaskId subtask, Attempt attempt) => _subtasks.IsLatest(subtask, attempt);

    public IReadOnlyList<SubtaskAttempt> Sources() => [.. topology.Sources.Select(_subtasks.Addressed)];

    /// <summary>Sources that have not reported the end of their data.</summary>
    public IReadOnlyList<SubtaskAttempt> SourcesWithData() =>
        [.. topology.Sources.Where(source => _subtasks[source] < SubtaskStatus.DataFinished).Select(_subtasks.Addressed)];

    /// <summary>Those that a notification can reach.</summary>
    public IReadOnlyList<SubtaskAttempt> Alive() =>
        [.. topology.Subtasks.Where(subtask => CanSnapshot(_subtasks[subtask])).Select(_subtasks.Addressed)];

    public IReadOnlyList<SubtaskAttempt> AliveNotFinished() =>
        [.. topology.Subtasks
            .Where(subtask => _subtasks[subtask] is SubtaskStatus.Running or SubtaskStatus.DataFinished)
            .Select(_subtasks.Addressed)];

    /// <summary>"2 of 7 subtasks do not run: source (1/2) is Deploying, …".</summary>
    public string DescribeNotRunning()
    {
        var missing = topology.Subtasks.Where(subtask => !CanSnapshot(_subtasks[subtask])).ToList();
        var named = missing.Take(NamedInMessages).Select(subtask => $"{topology.NameOf(subtask)} is {_subtasks[subtask]}");
        return $"{missing.Count} of {topology.Subtasks.Count} subtasks do not run: {string.Join(", ", named)}"
            + (missing.Count > NamedInMessages ? ", …" : "");
    }

    /// <summary>"source (1/2), count (2/2), …".</summary>
    public string Names(IReadOnlyList<SubtaskId> subtasks) =>
        string.Join(", ", subtasks.Take(NamedInMessages).Select(topology.NameOf))
            + (subtasks.Count > NamedInMessages ? $" and {subtasks.Count - NamedInMessages} more" : "");

    private static bool CanSnapshot(SubtaskStatus status) =>
        status is SubtaskStatus.Running or SubtaskStatus.DataFinished or SubtaskStatus.Finished;
}
