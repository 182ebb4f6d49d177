using Weir.Operators.Elements;

namespace Weir.Operators.Runtime;

/// <summary>Brings batches from the network to the head of a chain, whatever their record type.</summary>
internal abstract class ChainInput
{
    public abstract void Process(RecordBatch batch, int offset, int count);
}

/// <inheritdoc/>
internal sealed class ChainInput<T>(IInput<T> target) : ChainInput
{
    public override void Process(RecordBatch batch, int offset, int count) =>
        target.Process(((RecordBatch<T>)batch).Slice(offset, count));
}
