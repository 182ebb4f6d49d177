using Weir.Operators.Elements;

namespace Weir.Operators.Runtime;

/// <summary>An operator with two inputs of their own types. Always the head of a chain.</summary>
internal abstract class TwoInputOperator<T1, T2, TOut> : OutputOperator<TOut>
{
    private readonly FirstInput first;
    private readonly SecondInput second;

    protected TwoInputOperator()
    {
        first = new FirstInput(this);
        second = new SecondInput(this);
    }

    public override object Input(int index) => index == 0 ? first : second;

    public abstract void ProcessFirst(in Records<T1> records);

    public abstract void ProcessSecond(in Records<T2> records);

    public override void ProcessWatermark(long timestamp) => SendWatermark(timestamp);

    public override void ProcessStatus(bool idle) => SendStatus(idle);

    private sealed class FirstInput(TwoInputOperator<T1, T2, TOut> owner) : IInput<T1>
    {
        public void Process(in Records<T1> records) => owner.ProcessFirst(records);

        public void ProcessWatermark(long timestamp) => owner.ProcessWatermark(timestamp);

        public void ProcessStatus(bool idle) => owner.ProcessStatus(idle);
    }

    private sealed class SecondInput(TwoInputOperator<T1, T2, TOut> owner) : IInput<T2>
    {
        public void Process(in Records<T2> records) => owner.ProcessSecond(records);

        public void ProcessWatermark(long timestamp) => owner.ProcessWatermark(timestamp);

        public void ProcessStatus(bool idle) => owner.ProcessStatus(idle);
    }
}
