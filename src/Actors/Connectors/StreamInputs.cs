using Akka.Streams.Dsl;
using Weir.Operators.Streams;

namespace Weir.Actors.Connectors;

/// <summary>Streams of Akka as inputs of jobs.</summary>
/// <remarks>
/// A stream runs on the node of the subtask that reads it, beside it. It is pulled only while the subtask keeps up, holds at most
/// 1,024 records for it, and is cancelled with it. Its failure is the subtask's failure: the job restarts from its latest checkpoint
/// and the stream is started anew.
/// </remarks>
public static class StreamInputs
{
    /// <summary>A stream of what an Akka stream emits, read by one subtask. When it completes, the input has ended.</summary>
    /// <remarks>
    /// <b>At most once.</b> An Akka stream cannot be told to go back: after a failure it is started anew, and what it had emitted after the
    /// latest checkpoint is not seen again unless it emits it again. State and results of other inputs stay exactly once.
    /// </remarks>
    /// <param name="environment">The job's environment.</param>
    /// <param name="source">The stream; started once for each attempt of the subtask.</param>
    /// <param name="started">Takes what each start yields, such as a queue to write to; called on any thread, must not block.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    public static DataStream<T> FromStream<T, TMat>(
        this StreamEnvironment environment, Source<T, TMat> source, Action<StreamContext, TMat>? started = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return FromParts(environment, _ => source, started, isPartitioned: false, name);
    }

    /// <summary>A stream of what Akka streams emit, one for each subtask. When all have completed, the input has ended.</summary>
    /// <remarks><b>At most once</b>, as the stream that is the same for all subtasks.</remarks>
    /// <param name="environment">The job's environment.</param>
    /// <param name="create">
    /// Makes the stream of a part. There are as many parts as subtasks when the job first starts; a job that goes on with another
    /// parallelism keeps its parts and deals them anew.
    /// </param>
    /// <param name="started">Takes what each start yields; called on any thread, must not block.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    public static DataStream<T> FromStream<T, TMat>(
        this StreamEnvironment environment,
        Func<StreamContext, Source<T, TMat>> create,
        Action<StreamContext, TMat>? started = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        return FromParts(environment, create, started, isPartitioned: true, name);
    }

    /// <summary>A stream of what Akka streams emit that can go on behind an offset, one for each subtask.</summary>
    /// <remarks>
    /// <b>Exactly once</b>, if a stream that is opened behind an offset emits what followed it before, in the same order. The offset of the last
    /// record that was read is part of each checkpoint; after a failure the stream is opened behind the restored one.
    /// </remarks>
    /// <param name="environment">The job's environment.</param>
    /// <param name="open">Opens a part at its start or behind an offset; the stream's elements are records with their offsets.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    /// <typeparam name="T">The record type.</typeparam>
    /// <typeparam name="TOffset">A place in a part, a type with a codec.</typeparam>
    /// <typeparam name="TMat">What the stream yields when it is started; not used.</typeparam>
    public static DataStream<T> FromReplayableStream<T, TOffset, TMat>(
        this StreamEnvironment environment,
        Func<StreamContext, ResumePoint<TOffset>, Source<(T Record, TOffset Offset), TMat>> open,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(open);
        var source = new PartSource<T, TOffset>(
            (context, from) => StreamFeed<T, TOffset>.Start(context, open(context, from), started: null), isPartitioned: true);
        return environment.FromSource(source, name ?? "Stream");
    }

    private static DataStream<T> FromParts<T, TMat>(
        StreamEnvironment environment,
        Func<StreamContext, Source<T, TMat>> create,
        Action<StreamContext, TMat>? started,
        bool isPartitioned,
        string? name)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var source = new PartSource<T, byte>(
            (context, _) => StreamFeed<T, byte>.Start(context, create(context).Select(static record => (record, (byte)0)), started),
            isPartitioned);
        return environment.FromSource(source, name ?? "Stream");
    }
}
