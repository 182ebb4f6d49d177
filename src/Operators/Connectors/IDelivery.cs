namespace Weir.Operators.Connectors;

/// <summary>Takes the records of one subtask to where they are handled at its own pace, and says how far that has come.</summary>
/// <typeparam name="T">The record type.</typeparam>
internal interface IDelivery<T> : IAsyncDisposable
{
    /// <summary>Takes records, in order. Never blocks: whoever sends looks at <see cref="Progress"/> first.</summary>
    void Send(ReadOnlySpan<T> records);

    /// <summary>How many have been handled, in order.</summary>
    DeliveryProgress Progress { get; }

    /// <summary>Nothing more will be sent. Ends when everything sent has been handled; faults when that cannot be.</summary>
    Task CompleteAsync();
}
