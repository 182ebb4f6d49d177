using System.Collections.Immutable;

namespace Weir.Actors.Jobs;

/// <summary>The answer to <see cref="AcquireSlots"/> of that number: all slots of the job, those it had before included.</summary>
/// <param name="Request">That of the request.</param>
/// <param name="Slots">Where slot i is; it hosts the subtask i of each vertex.</param>
internal sealed record SlotsGranted(int Request, ImmutableArray<TaskManagerId> Slots) : JobEvent;

/// <summary>The request has to wait; comes again whenever the figure changes.</summary>
/// <param name="Request">That of the request.</param>
/// <param name="Lacking">How many more slots it takes.</param>
/// <param name="Message">In words, what there is.</param>
internal sealed record SlotsLacking(int Request, int Lacking, string Message) : JobEvent;

/// <summary>The task manager of these slots of the job is given up: its subtasks count as gone, whatever they still do.</summary>
/// <param name="Random">In [0, 1), from the shell: the restart delay's jitter.</param>
internal sealed record SlotsLost(ImmutableArray<int> Slots, FailureCause Cause, double Random) : JobEvent;

/// <summary>The task manager of these slots is about to leave: its subtasks must move, without hurry and without harm.</summary>
internal sealed record SlotsLeaving(ImmutableArray<int> Slots, string Reason) : JobEvent;
