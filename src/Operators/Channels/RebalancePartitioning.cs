using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>Batch after batch goes to one subtask after the other. Each producer begins at another one.</summary>
internal sealed class RebalancePartitioning<T> : Partitioning<T>
{
    public override string Name => "rebalance";

    public override ChannelOutput<T> CreateOutput(ChannelOutputContext context) => new Output(context);

    private sealed class Output(ChannelOutputContext context) : ChannelOutput<T>(context)
    {
        private int channel = context.Producer.SubtaskIndex % context.Writers.Count;

        public override void Process(in Records<T> records)
        {
            var rest = records;
            while (rest.Count > 0)
            {
                var filled = Pending[channel].Count;
                var taken = Math.Min(rest.Count, Context.BatchSize - filled);
                Append(channel, rest.Slice(0, taken));
                rest = rest.Slice(taken, rest.Count - taken);
                if (Pending[channel].Count == 0)
                {
                    Next();
                }
            }
        }

        public override void FlushPending()
        {
            if (Pending[channel].Count > 0)
            {
                base.FlushPending();
                Next();
            }
        }

        private void Next() => channel = channel + 1 == Writers.Length ? 0 : channel + 1;
    }
}
