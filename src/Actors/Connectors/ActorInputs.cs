using Akka.Actor;
using Weir.Operators.Streams;

namespace Weir.Actors.Connectors;

/// <summary>Actors as inputs of jobs.</summary>
public static class ActorInputs
{
    /// <summary>A stream of the records that actors send to an input that the job opens and announces.</summary>
    /// <remarks>
    /// <para>
    /// The subtask that reads the input tells <see cref="InputOpened"/>, with a reference to send records to, at each of its starts. Records are
    /// messages of type <typeparamref name="T"/>. Each is answered: <see cref="InputAccepted"/> when it has been taken, which is at once while the job
    /// keeps up and else when it has caught up; <see cref="InputRejected"/> when too many wait. Memory is bounded by the
    /// <see cref="ActorInputOptions.Capacity"/>. <see cref="EndOfInput"/> ends the input.
    /// </para>
    /// <para>
    /// <b>At most once.</b> What was accepted after the latest checkpoint is lost when the subtask fails. Senders that can send again should use
    /// <see cref="StreamInputs.FromReplayableStream{T, TOffset, TMat}"/>, which is told where to go on.
    /// </para>
    /// </remarks>
    /// <param name="environment">The job's environment.</param>
    /// <param name="announceTo">Who hears of the input, on the node where it is opened: an actor reference or a selection.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    /// <typeparam name="T">The record type; must not be one of Akka's or Weir's own messages.</typeparam>
    public static DataStream<T> FromActor<T>(
        this StreamEnvironment environment, Func<StreamContext, ICanTell> announceTo, ActorInputOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(announceTo);
        ActorInputOptions chosen = options ?? new ActorInputOptions();
        var source = new PartSource<T, byte>(
            (context, _) => ActorFeed<T>.Start(context, announceTo(context), chosen.Capacity), chosen.IsPartitioned);
        return environment.FromSource(source, name ?? "Actor");
    }

    /// <inheritdoc cref="FromActor{T}(StreamEnvironment, Func{StreamContext, ICanTell}, ActorInputOptions?, string?)"/>
    /// <param name="environment">The job's environment.</param>
    /// <param name="announceTo">Who hears of the input.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    public static DataStream<T> FromActor<T>(
        this StreamEnvironment environment, ICanTell announceTo, ActorInputOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(announceTo);
        return environment.FromActor<T>(_ => announceTo, options, name);
    }
}
