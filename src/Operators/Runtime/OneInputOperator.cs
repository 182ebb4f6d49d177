using Weir.Operators.Elements;

namespace Weir.Operators.Runtime;

/// <summary>An operator with one input. Watermarks and statuses pass through unless overridden.</summary>
internal abstract class OneInputOperator<TIn, TOut> : OutputOperator<TOut>, IInput<TIn>
{
    public override object Input(int index) => this;

    public abstract void Process(in Records<TIn> records);

    public override void ProcessWatermark(long timestamp) => SendWatermark(timestamp);

    public override void ProcessStatus(bool idle) => SendStatus(idle);
}
