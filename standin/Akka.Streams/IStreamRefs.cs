using Akka.Streams.Dsl;

namespace Akka.Streams;

/// <summary>A source that can be sent to another actor system. It runs once.</summary>
public interface ISourceRef<TOut>
{
    Source<TOut, NotUsed> Source { get; }
}

/// <summary>A sink that can be sent to another actor system. It runs once.</summary>
public interface ISinkRef<TIn>
{
    Sink<TIn, NotUsed> Sink { get; }
}
