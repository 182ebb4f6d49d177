using Akka.Actor;
using Akka.Streams.Implementation;

namespace Akka.Streams.Dsl;

/// <summary>A graph with one open outlet.</summary>
public sealed class Source<TOut, TMat> : IFlow<TOut, TMat>, IGraph<SourceShape<TOut>, TMat>
{
    private readonly Blueprint _blueprint;

    internal Source(Blueprint blueprint) => _blueprint = blueprint;

    public SourceShape<TOut> Shape => (SourceShape<TOut>)_blueprint.Shape;

    Blueprint IGraph<SourceShape<TOut>>.Blueprint => _blueprint;

    /// <summary>Goes on with the flow; keeps the materialised value of this.</summary>
    public Source<T2, TMat> Via<T2, TMat2>(IGraph<FlowShape<TOut, T2>, TMat2> flow) => new(Join(flow, Assembler.First));

    public Source<TOut2, TMat3> ViaMaterialized<TOut2, TMat2, TMat3>(IGraph<FlowShape<TOut, TOut2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine) =>
        new(Join(flow, Assembler.Combine(combine)));

    /// <summary>Ends in the sink; keeps the materialised value of this.</summary>
    public IRunnableGraph<TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => new RunnableGraph<TMat>(Close(sink, Assembler.First));

    public IRunnableGraph<TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine) =>
        new RunnableGraph<TMat3>(Close(sink, Assembler.Combine(combine)));

    /// <summary>Goes on with the other source when this one completes.</summary>
    public Source<TOut, TMat3> ConcatMaterialized<TMat2, TMat3>(IGraph<SourceShape<TOut>, TMat2> that, Func<TMat, TMat2, TMat3> materializedFunction) =>
        ViaMaterialized(Junctions.ConcatWith(that), materializedFunction);

    public Source<TOut, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc) =>
        new(_blueprint.MapValue(value => mapFunc((TMat)value!)));

    /// <summary>Runs into the sink, and returns the sink's materialised value.</summary>
    public TMat2 RunWith<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) => ToMaterialized(sink, Keep.Right).Run(materializer);

    public TMat2 RunWith<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink, ActorSystem materializer) => RunWith(sink, SystemMaterializers.For(materializer));

    public Task RunForeach(Action<TOut> action, IMaterializer materializer) => RunWith(Sink.ForEach(action), materializer);

    public Task RunForeach(Action<TOut> action, ActorSystem materializer) => RunWith(Sink.ForEach(action), materializer);

    public Task<TOut2> RunAggregate<TOut2>(TOut2 zero, Func<TOut2, TOut, TOut2> aggregate, IMaterializer materializer) =>
        RunWith(Sink.Aggregate(zero, aggregate), materializer);

    public Task<TOut2> RunAggregate<TOut2>(TOut2 zero, Func<TOut2, TOut, TOut2> aggregate, ActorSystem materializer) =>
        RunWith(Sink.Aggregate(zero, aggregate), materializer);

    public Task<TOut> RunSum(Func<TOut, TOut, TOut> reduce, IMaterializer materializer) => RunWith(Sink.Sum(reduce), materializer);

    public Task<TOut> RunSum(Func<TOut, TOut, TOut> reduce, ActorSystem materializer) => RunWith(Sink.Sum(reduce), materializer);

    /// <summary>The source with these attributes in place of its own.</summary>
    public Source<TOut, TMat> WithAttributes(Attributes attributes) => new(_blueprint.WithAttributes(attributes));

    public Source<TOut, TMat> AddAttributes(Attributes attributes) => WithAttributes(_blueprint.Attributes.And(attributes));

    public Source<TOut, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    /// <summary>The source, to run in an actor of its own.</summary>
    public Source<TOut, TMat> Async() => AddAttributes(Attributes.CreateAsyncBoundary());

    public override string ToString() => $"Source({Shape}, {_blueprint.Attributes})";

    IFlow<T, TMat> IFlow<TOut, TMat>.Via<T, TMat2>(IGraph<FlowShape<TOut, T>, TMat2> flow) => Via(flow);

    IFlow<T2, TMat3> IFlow<TOut, TMat>.ViaMaterialized<T2, TMat2, TMat3>(IGraph<FlowShape<TOut, T2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine) =>
        ViaMaterialized(flow, combine);

    IFlow<TOut, TMat2> IFlow<TOut, TMat>.MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc) => MapMaterializedValue(mapFunc);

    IGraph<SourceShape<TOut>, TMat> IGraph<SourceShape<TOut>, TMat>.WithAttributes(Attributes attributes) => WithAttributes(attributes);

    IGraph<SourceShape<TOut>, TMat> IGraph<SourceShape<TOut>, TMat>.AddAttributes(Attributes attributes) => AddAttributes(attributes);

    IGraph<SourceShape<TOut>, TMat> IGraph<SourceShape<TOut>, TMat>.Named(string name) => Named(name);

    IGraph<SourceShape<TOut>, TMat> IGraph<SourceShape<TOut>, TMat>.Async() => Async();

    private Blueprint Join<T2, TMat2>(IGraph<FlowShape<TOut, T2>, TMat2> flow, Func<object?[], object?> value)
    {
        var assembler = new Assembler();
        var from = assembler.Add(this);
        var via = assembler.Add(flow);
        assembler.Connect(from.Outlet, via.Inlet);
        return assembler.Build(new SourceShape<T2>(via.Outlet), value);
    }

    private Blueprint Close<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink, Func<object?[], object?> value)
    {
        var assembler = new Assembler();
        var from = assembler.Add(this);
        var to = assembler.Add(sink);
        assembler.Connect(from.Outlet, to.Inlet);
        return assembler.Build(ClosedShape.Instance, value);
    }
}
