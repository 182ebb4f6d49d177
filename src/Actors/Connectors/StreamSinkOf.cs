using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>A sink whose records are handled by a stream.</summary>
/// <param name="start">Starts the stream of a subtask.</param>
/// <param name="capacity">Records that may be unconfirmed.</param>
internal sealed class StreamSinkOf<T>(Func<StreamContext, IDelivery<T>> start, int capacity) : IDeliverySink<T>
{
    public int Capacity => capacity;

    public static StreamContext ContextOf(SinkContext context) => new(
        StreamContext.SystemOf(context.Host, context.SinkName), context.JobName, context.SinkName, context.SubtaskIndex, context.Parallelism);

    public ValueTask<IDelivery<T>> OpenAsync(SinkContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(start(ContextOf(context)));
}
