using Akka.Streams.Implementation;

namespace Akka.Streams;

/// <summary>The description of a stream or of a part of one: immutable, to be used in any number of streams.</summary>
public interface IGraph<out TShape> where TShape : Shape
{
    TShape Shape { get; }

    internal Blueprint Blueprint { get; }
}

/// <summary>A graph that yields a <typeparamref name="TMaterialized"/> each time it is run.</summary>
public interface IGraph<out TShape, out TMaterialized> : IGraph<TShape> where TShape : Shape
{
    /// <summary>The graph with these attributes in place of its own.</summary>
    IGraph<TShape, TMaterialized> WithAttributes(Attributes attributes);

    IGraph<TShape, TMaterialized> AddAttributes(Attributes attributes);

    IGraph<TShape, TMaterialized> Named(string name);

    /// <summary>The graph, to run in an actor of its own.</summary>
    IGraph<TShape, TMaterialized> Async();
}
