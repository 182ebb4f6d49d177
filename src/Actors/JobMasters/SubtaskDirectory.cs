using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <summary>Where a job's subtasks can be reached, each with the attempt that is meant.</summary>
internal sealed class SubtaskDirectory(JobSpecification job, IActorRef taskManager)
{
    private readonly Dictionary<SubtaskId, (Attempt Attempt, IActorRef? Actor)> _subtasks = [];

    public void Deployed(SubtaskId subtask, Attempt attempt) => _subtasks[subtask] = (attempt, null);

    /// <summary>The subtask has spoken, so it can be reached.</summary>
    public void Attach(SubtaskId subtask, Attempt attempt, IActorRef actor)
    {
        if (_subtasks.TryGetValue(subtask, out var known) && known.Attempt == attempt)
        {
            _subtasks[subtask] = (attempt, actor);
        }
    }

    /// <summary>Sends to the attempt that is meant, and to no other.</summary>
    public void Send(IReadOnlyList<SubtaskAttempt> subtasks, Func<Attempt, object> message)
    {
        foreach (SubtaskAttempt target in subtasks)
        {
            if (_subtasks.TryGetValue(target.Subtask, out var known) && known.Attempt == target.Attempt)
            {
                known.Actor?.Tell(message(target.Attempt));
            }
        }
    }

    public void Stop(IReadOnlyList<SubtaskId> subtasks)
    {
        foreach (SubtaskId subtask in subtasks)
        {
            taskManager.Tell(new StopSubtask(job.JobId, subtask, _subtasks[subtask].Attempt));
        }
    }
}
