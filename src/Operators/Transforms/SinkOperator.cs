using Weir.Operators.Connectors;
using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

/// <summary>Writes to a sink without commits; it is flushed before each snapshot.</summary>
internal sealed class SinkOperator<T>(ISink<T> sink) : StreamOperator, IInput<T>
{
    private ISinkWriter<T>? writer;

    public override ICollectorPort? MainOutput => null;

    public override object Input(int index) => this;

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        try
        {
            writer = await sink.OpenWriterAsync(SinkContexts.Of(Context), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }

    public void Process(in Records<T> records)
    {
        try
        {
            writer!.Write(records.Items, records.Timestamps);
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e, OperatorFailure.PositionOf(Context, records));
        }
    }

    public override void ProcessWatermark(long timestamp)
    {
    }

    public override void ProcessStatus(bool idle)
    {
    }

    public override void PrepareBarrier(long checkpointId) => Flush(endOfInput: false);

    public override void Finish() => Flush(endOfInput: true);

    public override ValueTask DisposeAsync() => writer is null ? ValueTask.CompletedTask : writer.DisposeAsync();

    private void Flush(bool endOfInput)
    {
        try
        {
            writer!.Flush(endOfInput);
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }
}
