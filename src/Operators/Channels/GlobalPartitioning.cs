using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>All records go to the first subtask.</summary>
internal sealed class GlobalPartitioning<T> : Partitioning<T>
{
    public override string Name => "global";

    public override int? TargetOf(T record, uint hash, int maxParallelism, int parallelism) => 0;

    public override ChannelOutput<T> CreateOutput(ChannelOutputContext context) => new Output(context);

    private sealed class Output(ChannelOutputContext context) : ChannelOutput<T>(context)
    {
        public override void Process(in Records<T> records) => Append(0, records);
    }
}
