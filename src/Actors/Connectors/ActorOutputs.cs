using Akka.Actor;
using Weir.Operators.Streams;

namespace Weir.Actors.Connectors;

/// <summary>Actors as outputs of jobs.</summary>
public static class ActorOutputs
{
    private const int Capacity = 1000;

    /// <summary>Hands the records to an actor in <see cref="OutputRecords{T}"/>, each of which it answers with <see cref="OutputReceived"/>.</summary>
    /// <remarks>
    /// <b>At least once:</b> what was not answered when a checkpoint was taken is part of it and is sent again after a restore, and so is what followed
    /// it. The job goes at the actor's pace: one message of each subtask is under way, and about a thousand records may wait behind it.
    /// An actor that does not answer in time fails the subtask.
    /// </remarks>
    /// <param name="stream">The records, of a type with a codec.</param>
    /// <param name="target">The actor, for a subtask on its node: a reference or a selection.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="name">The sink's name in plans and errors.</param>
    public static StreamSink SinkToActor<T>(
        this DataStream<T> stream, Func<StreamContext, ICanTell> target, ActorOutputOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(target);
        ActorOutputOptions chosen = options ?? new ActorOutputOptions();
        return stream.SinkTo(
            new StreamSinkOf<T>(
                context => StreamDelivery<T>.Through(context, ConfirmedActorFlow.Create<T>(context, target(context), chosen)), Capacity),
            name ?? "Actor");
    }

    /// <summary>Tells an actor the records of each checkpoint in <see cref="CommittedRecords{T}"/>, once the checkpoint is complete.</summary>
    /// <remarks>
    /// <b>Exactly once</b> for an actor that ignores the batches which it has had, by their numbers, and keeps what it knows at least as long as the job.
    /// What it is told is never taken back (but by a job that falls back to an older checkpoint because newer ones cannot be read). Results come
    /// with the checkpoints, not earlier; those of one checkpoint interval are held in memory and written with the checkpoint.
    /// </remarks>
    /// <param name="stream">The records, of a type with a codec.</param>
    /// <param name="target">The actor, for a subtask on its node: a reference or a selection.</param>
    /// <param name="options">Null for the defaults; the batch size does not matter here.</param>
    /// <param name="name">The sink's name in plans and errors.</param>
    public static StreamSink SinkToActorWhenCommitted<T>(
        this DataStream<T> stream, Func<StreamContext, ICanTell> target, ActorOutputOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(target);
        return stream.SinkTo(new CommittedActorSink<T>(target, (options ?? new ActorOutputOptions()).ConfirmationTimeout), name ?? "Actor");
    }

    /// <summary>Tells each record to an actor, as it is, and forgets it.</summary>
    /// <remarks>
    /// <b>No guarantee beyond that of <c>Tell</c>, and no backpressure:</b> the actor's mailbox grows as fast as the job runs, a message to another node
    /// may be lost, and what was told after the latest checkpoint is told again after a failure.
    /// </remarks>
    /// <param name="stream">The records.</param>
    /// <param name="target">The actor, for a subtask on its node: a reference or a selection.</param>
    /// <param name="name">The sink's name in plans and errors.</param>
    public static StreamSink TellTo<T>(this DataStream<T> stream, Func<StreamContext, ICanTell> target, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(target);
        return stream.SinkTo(new TellSink<T>(target), name ?? "Actor");
    }
}
