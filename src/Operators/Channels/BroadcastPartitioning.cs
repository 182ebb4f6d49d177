using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>Every record goes to every subtask.</summary>
internal sealed class BroadcastPartitioning<T> : Partitioning<T>
{
    public override string Name => "broadcast";

    public override bool KeepsOrder => true;

    public override ChannelOutput<T> CreateOutput(ChannelOutputContext context) => new Output(context);

    private sealed class Output(ChannelOutputContext context) : ChannelOutput<T>(context)
    {
        public override void Process(in Records<T> records)
        {
            for (var channel = 0; channel < Writers.Length; channel++)
            {
                Append(channel, records);
            }
        }
    }
}
