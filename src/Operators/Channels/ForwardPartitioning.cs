using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>Each subtask sends to the one of the same index.</summary>
internal sealed class ForwardPartitioning<T> : Partitioning<T>
{
    public override string Name => "forward";

    public override bool IsPointwise => true;

    public override bool KeepsOrder => true;

    public override ChannelOutput<T> CreateOutput(ChannelOutputContext context) => new Output(context);

    private sealed class Output(ChannelOutputContext context) : ChannelOutput<T>(context)
    {
        public override void Process(in Records<T> records) => Append(0, records);
    }
}
