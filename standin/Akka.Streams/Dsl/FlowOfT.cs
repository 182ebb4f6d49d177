using Akka.Streams.Implementation;

namespace Akka.Streams.Dsl;

/// <summary>A graph with one open inlet and one open outlet.</summary>
public sealed class Flow<TIn, TOut, TMat> : IFlow<TOut, TMat>, IGraph<FlowShape<TIn, TOut>, TMat>
{
    private readonly Blueprint _blueprint;

    internal Flow(Blueprint blueprint) => _blueprint = blueprint;

    public FlowShape<TIn, TOut> Shape => (FlowShape<TIn, TOut>)_blueprint.Shape;

    Blueprint IGraph<FlowShape<TIn, TOut>>.Blueprint => _blueprint;

    /// <summary>Goes on with the flow; keeps the materialised value of this.</summary>
    public Flow<TIn, T2, TMat> Via<T2, TMat2>(IGraph<FlowShape<TOut, T2>, TMat2> flow) => new(Join(flow, Assembler.First));

    public Flow<TIn, TOut2, TMat3> ViaMaterialized<TOut2, TMat2, TMat3>(IGraph<FlowShape<TOut, TOut2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine) =>
        new(Join(flow, Assembler.Combine(combine)));

    /// <summary>Ends in the sink; keeps the materialised value of this.</summary>
    public Sink<TIn, TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => new(End(sink, Assembler.First));

    public Sink<TIn, TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine) =>
        new(End(sink, Assembler.Combine(combine)));

    /// <summary>Goes on with the source when this completes.</summary>
    public Flow<TIn, TOut, TMat3> ConcatMaterialized<TMat2, TMat3>(IGraph<SourceShape<TOut>, TMat2> that, Func<TMat, TMat2, TMat3> materializedFunction) =>
        ViaMaterialized(Junctions.ConcatWith(that), materializedFunction);

    /// <summary>Joins both ends of this to the other flow: a circle.</summary>
    public IRunnableGraph<TMat> Join<TMat2>(IGraph<FlowShape<TOut, TIn>, TMat2> flow) => JoinMaterialized(flow, Keep.Left);

    public IRunnableGraph<TMat3> JoinMaterialized<TMat2, TMat3>(IGraph<FlowShape<TOut, TIn>, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        var assembler = new Assembler();
        var there = assembler.Add(this);
        var back = assembler.Add(flow);
        assembler.Connect(there.Outlet, back.Inlet);
        assembler.Connect(back.Outlet, there.Inlet);
        return new RunnableGraph<TMat3>(assembler.Build(ClosedShape.Instance, Assembler.Combine(combine)));
    }

    public Flow<TIn, TOut, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc) =>
        new(_blueprint.MapValue(value => mapFunc((TMat)value!)));

    /// <summary>Runs between the source and the sink, and returns their materialised values.</summary>
    public (TMat1, TMat2) RunWith<TMat1, TMat2>(IGraph<SourceShape<TIn>, TMat1> source, IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) =>
        Source.FromGraph(source).Via(this).ToMaterialized(sink, Keep.Both).Run(materializer);

    /// <summary>The flow with these attributes in place of its own.</summary>
    public Flow<TIn, TOut, TMat> WithAttributes(Attributes attributes) => new(_blueprint.WithAttributes(attributes));

    public Flow<TIn, TOut, TMat> AddAttributes(Attributes attributes) => WithAttributes(_blueprint.Attributes.And(attributes));

    public Flow<TIn, TOut, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    /// <summary>The flow, to run in an actor of its own.</summary>
    public Flow<TIn, TOut, TMat> Async() => AddAttributes(Attributes.CreateAsyncBoundary());

    public override string ToString() => $"Flow({Shape}, {_blueprint.Attributes})";

    IFlow<T, TMat> IFlow<TOut, TMat>.Via<T, TMat2>(IGraph<FlowShape<TOut, T>, TMat2> flow) => Via(flow);

    IFlow<T2, TMat3> IFlow<TOut, TMat>.ViaMaterialized<T2, TMat2, TMat3>(IGraph<FlowShape<TOut, T2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine) =>
        ViaMaterialized(flow, combine);

    IFlow<TOut, TMat2> IFlow<TOut, TMat>.MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc) => MapMaterializedValue(mapFunc);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.WithAttributes(Attributes attributes) => WithAttributes(attributes);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.AddAttributes(Attributes attributes) => AddAttributes(attributes);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.Named(string name) => Named(name);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.Async() => Async();

    private Blueprint Join<T2, TMat2>(IGraph<FlowShape<TOut, T2>, TMat2> flow, Func<object?[], object?> value)
    {
        var assembler = new Assembler();
        var from = assembler.Add(this);
        var via = assembler.Add(flow);
        assembler.Connect(from.Outlet, via.Inlet);
        return assembler.Build(new FlowShape<TIn, T2>(from.Inlet, via.Outlet), value);
    }

    private Blueprint End<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink, Func<object?[], object?> value)
    {
        var assembler = new Assembler();
        var from = assembler.Add(this);
        var to = assembler.Add(sink);
        assembler.Connect(from.Outlet, to.Inlet);
        return assembler.Build(new SinkShape<TIn>(from.Inlet), value);
    }
}
