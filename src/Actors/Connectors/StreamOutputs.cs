using Akka.Streams.Dsl;
using Weir.Operators.Streams;

namespace Weir.Actors.Connectors;

/// <summary>Streams of Akka as outputs of jobs.</summary>
/// <remarks>
/// <para>
/// Each subtask of the sink runs a stream of its own, beside it, and hands it records only on demand. At most a thousand records, and what one
/// batch of input adds to them, wait for the stream; then the subtask takes no more input, and the job goes at the stream's pace.
/// </para>
/// <para>
/// Records that are not confirmed when a checkpoint is taken are part of it, and are handed over again after a restore; so are those that
/// followed it. <b>No record is lost that was not confirmed, and none of those that were handed over after the latest checkpoint is spared
/// from coming again: at least once.</b> What counts as confirmed differs between the methods.
/// </para>
/// <para>
/// A stream that fails, or that ends while the job goes on, fails the subtask: the job restarts from its latest checkpoint, and the stream
/// is started anew. When the job's input has ended, the stream is completed, and the job finishes when it has.
/// </para>
/// </remarks>
public static class StreamOutputs
{
    private const int Capacity = 1000;

    /// <summary>Hands the records to an Akka sink. A record is confirmed when the sink's first stage has taken it.</summary>
    /// <remarks>
    /// <b>At least once up to the sink, at most once inside it:</b> what the sink has taken and still holds when the process ends, or when it fails, is
    /// confirmed, and not sent again. Use <see cref="SinkThroughStream{T, TConfirmation, TMat}"/> where that must not be.
    /// </remarks>
    /// <param name="stream">The records, of a type with a codec.</param>
    /// <param name="create">Makes the sink of a subtask. If it yields a task, as most sinks do, the task's failure is told, and at the end of input it is waited for.</param>
    /// <param name="name">The sink's name in plans and errors.</param>
    public static StreamSink SinkToStream<T, TMat>(this DataStream<T> stream, Func<StreamContext, Sink<T, TMat>> create, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(create);
        return stream.SinkTo(new StreamSinkOf<T>(context => StreamDelivery<T>.Into(context, create(context)), Capacity), name ?? "Stream");
    }

    /// <inheritdoc cref="SinkToStream{T, TMat}(DataStream{T}, Func{StreamContext, Sink{T, TMat}}, string?)"/>
    /// <param name="stream">The records, of a type with a codec.</param>
    /// <param name="sink">The sink; started for each subtask.</param>
    /// <param name="name">The sink's name in plans and errors.</param>
    public static StreamSink SinkToStream<T, TMat>(this DataStream<T> stream, Sink<T, TMat> sink, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return stream.SinkToStream(_ => sink, name);
    }

    /// <summary>Hands the records to an Akka flow, which emits one element for each record, in order, once it is through with it: that confirms it.</summary>
    /// <remarks>
    /// <b>At least once</b>, to the end of the flow. <c>SelectAsync</c> with a call that writes somewhere is the usual flow. What it emits is not looked at.
    /// </remarks>
    /// <param name="stream">The records, of a type with a codec.</param>
    /// <param name="create">Makes the flow of a subtask.</param>
    /// <param name="name">The sink's name in plans and errors.</param>
    public static StreamSink SinkThroughStream<T, TConfirmation, TMat>(
        this DataStream<T> stream, Func<StreamContext, Flow<T, TConfirmation, TMat>> create, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(create);
        return stream.SinkTo(new StreamSinkOf<T>(context => StreamDelivery<T>.Through(context, create(context)), Capacity), name ?? "Stream");
    }
}
