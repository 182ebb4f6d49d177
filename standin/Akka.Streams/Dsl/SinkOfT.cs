using Akka.Streams.Implementation;

namespace Akka.Streams.Dsl;

/// <summary>A graph with one open inlet.</summary>
public sealed class Sink<TIn, TMat> : IGraph<SinkShape<TIn>, TMat>
{
    private readonly Blueprint _blueprint;

    internal Sink(Blueprint blueprint) => _blueprint = blueprint;

    public SinkShape<TIn> Shape => (SinkShape<TIn>)_blueprint.Shape;

    Blueprint IGraph<SinkShape<TIn>>.Blueprint => _blueprint;

    /// <summary>A sink that maps each element before this one takes it.</summary>
    public Sink<TIn2, TMat> ContraMap<TIn2>(Func<TIn2, TIn> function) => Flow.FromFunction(function).ToMaterialized(this, Keep.Right);

    /// <summary>Runs with the source, and returns the source's materialised value.</summary>
    public TMat2 RunWith<TMat2>(IGraph<SourceShape<TIn>, TMat2> source, IMaterializer materializer) =>
        Source.FromGraph(source).To(this).Run(materializer);

    public Sink<TIn, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> fn) => new(_blueprint.MapValue(value => fn((TMat)value!)));

    /// <summary>The sink with these attributes in place of its own.</summary>
    public Sink<TIn, TMat> WithAttributes(Attributes attributes) => new(_blueprint.WithAttributes(attributes));

    public Sink<TIn, TMat> AddAttributes(Attributes attributes) => WithAttributes(_blueprint.Attributes.And(attributes));

    public Sink<TIn, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    /// <summary>The sink, to run in an actor of its own.</summary>
    public Sink<TIn, TMat> Async() => AddAttributes(Attributes.CreateAsyncBoundary());

    public override string ToString() => $"Sink({Shape}, {_blueprint.Attributes})";

    IGraph<SinkShape<TIn>, TMat> IGraph<SinkShape<TIn>, TMat>.WithAttributes(Attributes attributes) => WithAttributes(attributes);

    IGraph<SinkShape<TIn>, TMat> IGraph<SinkShape<TIn>, TMat>.AddAttributes(Attributes attributes) => AddAttributes(attributes);

    IGraph<SinkShape<TIn>, TMat> IGraph<SinkShape<TIn>, TMat>.Named(string name) => Named(name);

    IGraph<SinkShape<TIn>, TMat> IGraph<SinkShape<TIn>, TMat>.Async() => Async();
}
