using Akka.Actor;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <summary>Where a job's subtasks are, and how they can be reached, each with the attempt that is meant.</summary>
internal sealed class SubtaskDirectory(JobSpecification job)
{
    private readonly Dictionary<SubtaskId, Execution> _subtasks = [];
    private IReadOnlyList<SlotPlace> _slots = [];

    /// <summary>Where the job's slots are from now on.</summary>
    public void Place(IReadOnlyList<SlotPlace> slots) => _slots = slots;

    public SlotPlace PlaceOf(SubtaskId subtask) => _slots[subtask.Index];

    /// <summary>The nodes of all slots, for those who have channels.</summary>
    public Placement Placement() => Messages.Placement.Of([.. _slots.Select(slot => slot.Node)]);

    /// <summary>The subtask is sent to its slot as this attempt.</summary>
    public void Deployed(SubtaskId subtask, Attempt attempt) => _subtasks[subtask] = new Execution(attempt, PlaceOf(subtask));

    /// <summary>The subtask has spoken, so it can be reached.</summary>
    public void Attach(SubtaskId subtask, Attempt attempt, IActorRef actor)
    {
        if (_subtasks.TryGetValue(subtask, out Execution? known) && known.Attempt == attempt)
        {
            known.Actor = actor;
        }
    }

    /// <summary>Whether that attempt was the last one to be deployed; what another one wants is not to be done.</summary>
    public bool IsCurrent(SubtaskId subtask, Attempt attempt) => _subtasks.TryGetValue(subtask, out Execution? known) && known.Attempt == attempt;

    /// <summary>Sends to the attempt that is meant, and to no other.</summary>
    public void Send(IReadOnlyList<SubtaskAttempt> subtasks, Func<SubtaskAttempt, object> message)
    {
        foreach (SubtaskAttempt target in subtasks)
        {
            if (_subtasks.TryGetValue(target.Subtask, out Execution? known) && known.Attempt == target.Attempt)
            {
                object sent = message(target);
                if (sent is TriggerCheckpoint trigger)
                {
                    known.Remember(trigger);
                }

                known.Actor?.Tell(sent);
            }
        }
    }

    /// <summary>Sends the triggers of a checkpoint once more, each as it was: which splits belong to it was decided then.</summary>
    public void RepeatTriggers(IReadOnlyList<SubtaskAttempt> sources, long checkpointId)
    {
        foreach (SubtaskAttempt target in sources)
        {
            if (_subtasks.TryGetValue(target.Subtask, out Execution? known) && known.Attempt == target.Attempt && known.Trigger(checkpointId) is { } trigger)
            {
                known.Actor?.Tell(trigger);
            }
        }
    }

    public void Stop(IReadOnlyList<SubtaskId> subtasks)
    {
        foreach (SubtaskId subtask in subtasks)
        {
            Execution known = _subtasks[subtask];
            known.Place.TaskManager.Tell(new StopSubtask(job.Epoch, job.JobId, subtask, known.Attempt));
        }
    }

    public void Ask(IReadOnlyList<SubtaskAttempt> subtasks)
    {
        foreach (SubtaskAttempt asked in subtasks)
        {
            if (_subtasks.TryGetValue(asked.Subtask, out Execution? known) && known.Attempt == asked.Attempt)
            {
                known.Place.TaskManager.Tell(new AskSubtask(job.Epoch, job.JobId, asked.Subtask, asked.Attempt));
            }
        }
    }

    /// <summary>Whether it has spoken in its attempt, and then passes the question on; the subtask answers the one who asks.</summary>
    public bool Peek(SubtaskId subtask, QueryState query, ReadOnlyMemory<byte> key, IActorRef asker)
    {
        if (!_subtasks.TryGetValue(subtask, out Execution? known) || known.Actor is not { } actor)
        {
            return false;
        }

        actor.Tell(new PeekState(known.Attempt, query, key), asker);
        return true;
    }

    public void InjectFailure(InjectFailure inject)
    {
        if (_subtasks.TryGetValue(inject.Subtask, out Execution? known))
        {
            known.Place.TaskManager.Tell(inject);
        }
    }

    /// <summary>What a subtask says of itself.</summary>
    public void Note(SubtaskFigures figures)
    {
        if (_subtasks.TryGetValue(figures.Subtask, out Execution? known) && known.Attempt == figures.Attempt)
        {
            known.Activity = figures.Activity;
        }
    }

    /// <summary>What subtasks said of themselves last, in the attempt that runs.</summary>
    public IReadOnlyDictionary<SubtaskId, SubtaskActivity> Activities() => _subtasks
        .Where(subtask => subtask.Value.Activity is not null)
        .ToDictionary(subtask => subtask.Key, subtask => subtask.Value.Activity!);

    /// <summary>The node of a subtask; empty when it is on none.</summary>
    public string NodeOf(SubtaskId subtask) => _subtasks.TryGetValue(subtask, out Execution? known) ? known.Place.Node.ToString() : "";

    private sealed class Execution(Attempt attempt, SlotPlace place)
    {
        /// <summary>More than are pending at a time.</summary>
        private const int RememberedTriggers = 16;

        private readonly Queue<TriggerCheckpoint> _triggers = new();

        public Attempt Attempt => attempt;

        public SlotPlace Place => place;

        public IActorRef? Actor { get; set; }

        public void Remember(TriggerCheckpoint trigger)
        {
            _triggers.Enqueue(trigger);
            if (_triggers.Count > RememberedTriggers)
            {
                _triggers.Dequeue();
            }
        }

        public TriggerCheckpoint? Trigger(long checkpointId) => _triggers.FirstOrDefault(trigger => trigger.CheckpointId == checkpointId);

        public SubtaskActivity? Activity { get; set; }
    }
}
