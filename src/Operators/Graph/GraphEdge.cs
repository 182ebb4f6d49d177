using Weir.Operators.Channels;
using Weir.Operators.Elements;
using Weir.Operators.Frames;
using Weir.Operators.InFlight;
using Weir.Operators.Runtime;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Graph;

/// <summary>A stream between two operators, whatever its record type.</summary>
internal abstract class GraphEdge
{
    public abstract GraphNode Source { get; }

    /// <summary>Which input of the target it feeds.</summary>
    public required int InputIndex { get; init; }

    /// <summary>The id of the side output it comes from; null: the main output.</summary>
    public abstract string? SideOutputId { get; }

    /// <summary>The user chose a partitioning.</summary>
    public abstract bool IsPartitioned { get; }

    /// <summary>The keys by which records are spread; null: they are not, or not by key.</summary>
    public abstract IKeyEncoding? Keys { get; }

    public abstract string PartitioningName(bool sameParallelism);

    public abstract bool IsPointwise(bool sameParallelism);

    /// <summary>Whether a barrier keeps its place among the records, also where others overtake.</summary>
    public abstract bool KeepsOrder(bool sameParallelism);

    /// <summary>Keeps what is in flight to one subtask of the target.</summary>
    /// <exception cref="State.Codecs.NoCodecException">Some part of the record type cannot be stored.</exception>
    public abstract InFlightLog CreateInFlightLog(InFlightList list, int parallelism);

    /// <summary>Takes out of such a log, as it was stored, what belongs to one subtask.</summary>
    public abstract IEnumerable<RecordBatch> ReadInFlight(RestoredList stored, InFlightShare share);

    /// <summary>Lets the target take records straight from the source, in one chain.</summary>
    public abstract void ConnectChained(StreamOperator source, StreamOperator target);

    /// <summary>Lets the source's records leave the subtask.</summary>
    public abstract ChannelOutput ConnectChannels(StreamOperator source, ChannelOutputContext context, bool sameParallelism);

    /// <summary>Lets the target take records from other subtasks.</summary>
    public abstract ChainInput CreateInput(StreamOperator target);

    /// <summary>How its records lie in frames; two nodes must have the same.</summary>
    /// <exception cref="State.Codecs.NoCodecException">Some part of the record type cannot be sent.</exception>
    public abstract string FrameLayoutName { get; }

    /// <summary>Puts what travels on one of its channels into frames.</summary>
    /// <exception cref="State.Codecs.NoCodecException">Some part of the record type cannot be sent.</exception>
    public abstract FrameEncoder CreateFrameEncoder(int frameSizeBytes);

    /// <summary>Takes what travels on one of its channels out of frames.</summary>
    /// <param name="retainedBatches">Batches that wait for their next use, at most.</param>
    public abstract FrameDecoder CreateFrameDecoder(int retainedBatches);
}
