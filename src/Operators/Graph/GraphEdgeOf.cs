using Weir.Operators.Channels;
using Weir.Operators.Elements;
using Weir.Operators.Frames;
using Weir.Operators.Functions;
using Weir.Operators.InFlight;
using Weir.Operators.Runtime;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Graph;

/// <inheritdoc/>
/// <remarks>Without a partitioning chosen by the user: forward between equal parallelisms, else rebalance.</remarks>
internal sealed class GraphEdge<T>(GraphNode source, OutputTag<T>? tag, Partitioning<T>? partitioning) : GraphEdge
{
    public override GraphNode Source => source;

    public override string? SideOutputId => tag?.Id;

    public override bool IsPartitioned => partitioning is not null;

    public override IKeyEncoding? Keys => partitioning as IKeyEncoding;

    public override string PartitioningName(bool sameParallelism) => Effective(sameParallelism).Name;

    public override bool IsPointwise(bool sameParallelism) => Effective(sameParallelism).IsPointwise;

    public override bool KeepsOrder(bool sameParallelism) => Effective(sameParallelism).KeepsOrder;

    public override InFlightLog CreateInFlightLog(InFlightList list, int parallelism) => new InFlightLog<T>(list, parallelism);

    public override IEnumerable<RecordBatch> ReadInFlight(RestoredList stored, InFlightShare share) =>
        InFlightLog<T>.Read(stored, partitioning, share);

    public override void ConnectChained(StreamOperator source, StreamOperator target) => OutputOf(source).AddTarget((IInput<T>)target.Input(InputIndex));

    public override ChannelOutput ConnectChannels(StreamOperator source, ChannelOutputContext context, bool sameParallelism)
    {
        var output = Effective(sameParallelism).CreateOutput(context);
        OutputOf(source).AddTarget(output);
        return output;
    }

    public override ChainInput CreateInput(StreamOperator target) => new ChainInput<T>((IInput<T>)target.Input(InputIndex));

    public override string FrameLayoutName => RecordLayout<T>.Create().Name;

    public override FrameEncoder CreateFrameEncoder(int frameSizeBytes) => new FrameEncoder<T>(frameSizeBytes, RecordLayout<T>.Create());

    public override FrameDecoder CreateFrameDecoder(int retainedBatches) => new FrameDecoder<T>(RecordLayout<T>.Create(), retainedBatches);

    private Collector<T> OutputOf(StreamOperator source) =>
        tag is null ? (Collector<T>)source.MainOutput! : source.SideOutput(tag);

    private Partitioning<T> Effective(bool sameParallelism) =>
        partitioning ?? (sameParallelism ? new ForwardPartitioning<T>() : new RebalancePartitioning<T>());
}
