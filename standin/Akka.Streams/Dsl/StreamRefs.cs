using Akka.Streams.Implementation.StreamRef;

namespace Akka.Streams.Dsl;

/// <summary>
/// Streams that go on in another actor system: run one of these here, send what it materialises there, and run that there.
/// Each reference can be run once.
/// </summary>
public static class StreamRefs
{
    /// <summary>A sink whose elements come out of the source that it materialises.</summary>
    public static Sink<T, Task<ISourceRef<T>>> SourceRef<T>() => Sink.FromGraph(new SendingStage<T>(null));

    /// <summary>A source of what goes into the sink that it materialises.</summary>
    public static Source<T, Task<ISinkRef<T>>> SinkRef<T>() => Source.FromGraph(new ReceivingStage<T>(null));
}
