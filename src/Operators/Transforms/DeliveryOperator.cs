using Weir.Operators.Connectors;
using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>
/// Hands records to a delivery and keeps those that it has not confirmed: they are the state, and are sent again after a restore.
/// A subtask whose input has ended is not finished before all have been confirmed.
/// </summary>
internal sealed class DeliveryOperator<T>(IDeliverySink<T> sink) : StreamOperator, IInput<T>, IPacedOperator
{
    private const string UnconfirmedState = "unconfirmed";

    private readonly Queue<T> unconfirmed = new();
    private OperatorStateBackend? lists;
    private IDelivery<T>? delivery;
    private Action wake = static () => { };
    private Task? completed;
    private long sent;

    public override ICollectorPort? MainOutput => null;

    public bool IsFull
    {
        get
        {
            var full = sent - Delivery.Progress.Confirmed >= sink.Capacity;
            return full && Delivery.Progress.WaitFor(sent - (sink.Capacity / 2));
        }
    }

    private IDelivery<T> Delivery => delivery ?? throw new InvalidOperationException($"The sink '{Context.Name}' is not open.");

    public override object Input(int index) => this;

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        lists = await OperatorLists.OpenAsync(Context, restore, cancellationToken).ConfigureAwait(false);
        try
        {
            delivery = await sink.OpenAsync(SinkContexts.Of(Context), cancellationToken).ConfigureAwait(false);
            T[] again = [.. lists.List<T>(UnconfirmedState)];
            Send(again);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }

    public void OnWake(Action action)
    {
        wake = action;
        delivery?.Progress.OnWake(wake);
    }

    public void Check()
    {
        if (Delivery.Progress.Failure is { } failure)
        {
            throw OperatorFailure.Without(Context, failure);
        }
    }

    public void Process(in Records<T> records)
    {
        Check();
        Send(records.Items);
    }

    public override void ProcessWatermark(long timestamp)
    {
    }

    public override void ProcessStatus(bool idle)
    {
    }

    public override void Finish() => completed = Delivery.CompleteAsync();

    public override void FinishAgain() => completed = Delivery.CompleteAsync();

    public override InstanceSnapshot Snapshot(SnapshotRequest request)
    {
        Check();
        Forget();
        lists!.List<T>(UnconfirmedState).Update(unconfirmed);
        return lists.TakeSnapshot(request.CheckpointId);
    }

    public override Task NotifyCheckpointCompleteAsync(long checkpointId) =>
        completed is null || completed.IsCompletedSuccessfully ? Task.CompletedTask : AwaitCompletionAsync(completed);

    public override ValueTask DisposeAsync() => delivery?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Send(ReadOnlySpan<T> records)
    {
        Forget();
        foreach (ref readonly var record in records)
        {
            unconfirmed.Enqueue(record);
        }

        sent += records.Length;
        Delivery.Send(records);
    }

    /// <summary>Drops what has been confirmed by now.</summary>
    private void Forget()
    {
        var open = sent - Delivery.Progress.Confirmed;
        while (unconfirmed.Count > open)
        {
            unconfirmed.Dequeue();
        }
    }

    private async Task AwaitCompletionAsync(Task completion)
    {
        try
        {
            await completion.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }
}
