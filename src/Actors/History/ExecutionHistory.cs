using Weir.Actors.Jobs;

namespace Weir.Actors.History;

/// <summary>When a job and its subtasks were last in which state. Plain; nothing depends on it.</summary>
internal sealed class ExecutionHistory(JobTopology topology)
{
    private readonly SubtaskExecution[] _subtasks = [.. topology.Subtasks.Select(_ => SubtaskExecution.None)];
    private readonly Dictionary<JobState, DateTimeOffset> _states = [];

    /// <summary>When the job was last in each state that it has been in.</summary>
    public IReadOnlyDictionary<JobState, DateTimeOffset> States => _states;

    public SubtaskExecution Of(SubtaskId subtask) => _subtasks[topology.IndexOf(subtask)];

    public void Entered(JobState state, DateTimeOffset now) => _states[state] = now;

    public void Deployed(SubtaskId subtask, Attempt attempt, string node, DateTimeOffset now) =>
        _subtasks[topology.IndexOf(subtask)] = SubtaskExecution.None with { Attempt = attempt, Node = node, DeployedAt = now };

    public void Reported(SubtaskId subtask, Attempt attempt, SubtaskStatus status, DateTimeOffset now)
    {
        if (!topology.Contains(subtask) || Of(subtask) is not { } known || known.Attempt != attempt)
        {
            return;
        }

        _subtasks[topology.IndexOf(subtask)] = status switch
        {
            SubtaskStatus.Initializing => known with { InitializingAt = known.InitializingAt ?? now },
            SubtaskStatus.Running => known with { RunningAt = known.RunningAt ?? now },
            SubtaskStatus.Finished or SubtaskStatus.Stopped => known with { EndedAt = known.EndedAt ?? now },
            _ => known,
        };
    }

    public void Failed(SubtaskId subtask, Attempt attempt, DateTimeOffset now) => Reported(subtask, attempt, SubtaskStatus.Stopped, now);
}
