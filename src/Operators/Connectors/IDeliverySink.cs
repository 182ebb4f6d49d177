namespace Weir.Operators.Connectors;

/// <summary>
/// A sink that handles records at its own pace and confirms them, each at least once: what is unconfirmed at a checkpoint is part of it.
/// </summary>
/// <typeparam name="T">The record type, with a codec.</typeparam>
internal interface IDeliverySink<T>
{
    /// <summary>Records that may be unconfirmed before the subtask takes no more input.</summary>
    int Capacity { get; }

    /// <summary>Opens the delivery of one subtask.</summary>
    /// <param name="context">The subtask.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    ValueTask<IDelivery<T>> OpenAsync(SinkContext context, CancellationToken cancellationToken);
}
