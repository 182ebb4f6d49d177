using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>What the pool wants done, in the order in which it is listed.</summary>
internal abstract record PoolEffect : ProtocolEffect;

/// <summary>Tell the task manager that it is registered.</summary>
internal sealed record AcknowledgeRegistration(TaskManagerId Id, long Epoch) : PoolEffect;

/// <summary>Tell it that its heartbeat was heard.</summary>
internal sealed record AcknowledgeHeartbeat(TaskManagerId Id, long Epoch) : PoolEffect;

/// <summary>Tell it that nothing new will come, and what runs there will be moved.</summary>
internal sealed record AcknowledgeLeave(TaskManagerId Id, long Epoch) : PoolEffect;

/// <summary>Tell the sender, whose registration does not count (any more), to stop all and register anew.</summary>
internal sealed record VoidRegistration(TaskManagerId Id, long Epoch, string Reason) : PoolEffect;

/// <summary>Hand the event to the job's master: one of <see cref="SlotsGranted"/>, <see cref="SlotsLacking"/>, <see cref="SlotsLost"/>, <see cref="SlotsLeaving"/>.</summary>
internal sealed record TellJob(string JobId, JobEvent Happened) : PoolEffect;

/// <summary>Set the timer; one that is set is replaced.</summary>
internal sealed record SetPoolTimer(PoolTimer Timer, TimeSpan Delay) : PoolEffect;

internal sealed record CancelPoolTimer(PoolTimer Timer) : PoolEffect;

/// <summary>For the log, and to watch its actor: a task manager is there.</summary>
internal sealed record TaskManagerJoined(TaskManagerId Id, string Node, int Slots) : PoolEffect;

/// <summary>For the log, and to watch its actor no longer: a task manager is given up.</summary>
internal sealed record TaskManagerGone(TaskManagerId Id, string Node, string Reason) : PoolEffect;

/// <summary>For the log: a registration that is not taken on now; it comes again.</summary>
internal sealed record RegistrationDeferred(TaskManagerId Id, string Node, string Reason) : PoolEffect;

/// <summary>A task manager has seen a later leader: this one is over, and must stop itself with all it has started.</summary>
internal sealed record StepDown(string Reason) : PoolEffect;
