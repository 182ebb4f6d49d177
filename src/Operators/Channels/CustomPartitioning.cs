using Weir.Operators.Elements;
using Weir.Operators.Runtime;

namespace Weir.Operators.Channels;

/// <summary>A function of the user chooses the subtask of each record: (record, number of subtasks) → index.</summary>
internal sealed class CustomPartitioning<T>(Func<T, int, int> choose) : Partitioning<T>
{
    public override string Name => "custom";

    /// <summary>The user's function may choose as it likes, and need not choose the same again for a record that was in flight.</summary>
    public override bool KeepsOrder => true;

    public override ChannelOutput<T> CreateOutput(ChannelOutputContext context) => new Output(context, choose);

    private sealed class Output(ChannelOutputContext context, Func<T, int, int> choose) : ChannelOutput<T>(context)
    {
        public override void Process(in Records<T> records)
        {
            for (var i = 0; i < records.Count; i++)
            {
                Append(Choose(records, i), records.Slice(i, 1));
            }
        }

        private int Choose(in Records<T> records, int index)
        {
            try
            {
                var channel = choose(records.Items[index], Writers.Length);
                return (uint)channel < (uint)Writers.Length
                    ? channel
                    : throw new ArgumentOutOfRangeException(
                        nameof(choose), channel, $"The partitioner must return an index from 0 to {Writers.Length - 1}.");
            }
            catch (Exception e) when (OperatorFailure.IsOwn(e))
            {
                throw OperatorFailure.At(Context.Producer, records, index, e);
            }
        }
    }
}
