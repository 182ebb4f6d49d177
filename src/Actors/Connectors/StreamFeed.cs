using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Actors.Connectors;

/// <summary>Runs a stream whose elements become a part of an input. It is pulled only while the handover has room.</summary>
internal sealed class StreamFeed<T, TOffset> : IInputFeed<T, TOffset>
{
    private const int Capacity = 1024;

    private readonly ActorMaterializer _materializer;
    private readonly StreamEnd _end;
    private readonly Task _terminated;

    private StreamFeed(Handover<(T, TOffset)> records, ActorMaterializer materializer, StreamEnd end)
    {
        Records = records;
        _materializer = materializer;
        _end = end;
        _terminated = materializer.System.WhenTerminated;
    }

    public Handover<(T Record, TOffset Offset)> Records { get; }

    public static StreamFeed<T, TOffset> Start<TMat>(
        StreamContext context, Source<(T Record, TOffset Offset), TMat> source, Action<StreamContext, TMat>? started)
    {
        var records = new Handover<(T, TOffset)>(Capacity);
        ActorMaterializer materializer = ActorMaterializer.Create(context.System);
        try
        {
            (TMat value, StreamEnd end) = source
                .ToMaterialized(Sink.FromGraph(new FeedStage<(T, TOffset)>(records)), static (value, end) => (value, end))
                .Run(materializer);
            started?.Invoke(context, value);
            return new StreamFeed<T, TOffset>(records, materializer, end);
        }
        catch
        {
            materializer.Shutdown();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _end.Cancel();

        // Streams of an actor system that ends do not always say so.
        await Task.WhenAny(_end.Stopped, _terminated).ConfigureAwait(false);
        _materializer.Shutdown();
    }
}
