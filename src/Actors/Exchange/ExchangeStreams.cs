using Akka.Streams;
using Akka.Streams.Dsl;
using Weir.Operators.Frames;

namespace Weir.Actors.Exchange;

/// <summary>The streams of the channels with one other node, of which each end has one.</summary>
internal sealed class ExchangeStreams(ActorMaterializer materializer, ExchangeSettings settings)
{
    private readonly Attributes _attributes = StreamRefAttributes.CreateBufferCapacity(settings.FramesInFlight)
        .And(StreamRefAttributes.CreateSubscriptionTimeout(settings.OpenTimeout));

    /// <summary>Runs a sending end: from the subtask's channel into a stream reference.</summary>
    /// <returns>What ends the stream, its end, and the reference.</returns>
    public (UniqueKillSwitch Switch, Task Termination, Task<ISourceRef<Frame>> Reference) Offer(RemoteChannel channel)
    {
        FrameEncoder encoder = channel.Edge.Edge.CreateFrameEncoder(settings.FrameSizeBytes);
        var drain = new ChannelDrainStage(channel.Near, encoder, error => channel.Lost(Explain(channel, error)));
        var ((kill, termination), reference) = Source.FromGraph(drain)
            .ViaMaterialized(KillSwitches.Single<Frame>(), Keep.Right)
            .WatchTermination(Keep.Both)
            .ToMaterialized(StreamRefs.SourceRef<Frame>().AddAttributes(_attributes), Keep.Both)
            .Run(materializer);
        return (kill, termination, reference);
    }

    /// <summary>Runs a receiving end: from a stream reference into the subtask's channel.</summary>
    /// <returns>What ends the stream, and its end.</returns>
    public (UniqueKillSwitch Switch, Task Termination) Run(RemoteChannel channel, ISourceRef<Frame> reference)
    {
        FrameDecoder decoder = channel.Edge.Edge.CreateFrameDecoder(retainedBatches: 2 * settings.FramesInFlight);
        var feed = new ChannelFeedStage(channel.Near, decoder, error => channel.Lost(Explain(channel, error)));
        var (kill, termination) = reference.Source.AddAttributes(_attributes)
            .ViaMaterialized(KillSwitches.Single<Frame>(), Keep.Right)
            .WatchTermination(Keep.Both)
            .To(Sink.FromGraph(feed))
            .Run(materializer);
        return (kill, termination);
    }

    /// <summary>Stops all streams where they are, without a last word.</summary>
    public void StopAll() => materializer.Shutdown();

    private static Exception Explain(RemoteChannel channel, Exception error) => error switch
    {
        RecordTooLargeException tooLarge => new RecordTooLargeForFrameException(channel.Description, channel.Edge.Partitioning, tooLarge),
        _ => new ConnectionLostException(channel.Description, channel.Peer, error.Message, error),
    };
}
