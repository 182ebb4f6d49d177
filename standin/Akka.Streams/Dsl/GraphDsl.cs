using Akka.Streams.Implementation;
using Akka.Streams.Implementation.Stages;

namespace Akka.Streams.Dsl;

/// <summary>Graphs of any form: add the parts, and connect their ports.</summary>
public static class GraphDsl
{
    /// <summary>Collects the parts of a graph and the wires between them.</summary>
    public sealed class Builder<T>
    {
        private readonly Assembler _assembler = new();

        internal Builder()
        {
        }

        /// <summary>A source of the one element that the whole graph's materialised value is.</summary>
        public Outlet<T> MaterializedValue => Add(new MaterializedValueSource<T>()).Outlet;

        /// <summary>Adds a graph, and returns its ports here. Its materialised value is dropped.</summary>
        public TShape Add<TShape, TMat>(IGraph<TShape, TMat> graph) where TShape : Shape => _assembler.Add(graph);

        public ForwardOps<TOut, T> From<TOut>(Outlet<TOut> outlet) => new(this, outlet);

        public ForwardOps<TOut, T> From<TOut>(SourceShape<TOut> source) => new(this, source.Outlet);

        public ForwardOps<TOut, T> From<TOut>(IGraph<SourceShape<TOut>, T> source) => new(this, Add(source).Outlet);

        public ForwardOps<TOut, T> From<TIn, TOut>(FlowShape<TIn, TOut> flow) => new(this, flow.Outlet);

        public ForwardOps<TOut, T> From<TIn, TOut>(IGraph<FlowShape<TIn, TOut>, T> flow) => new(this, Add(flow).Outlet);

        public ForwardOps<TOut, T> From<TIn, TOut>(UniformFanInShape<TIn, TOut> fanIn) => new(this, fanIn.Out);

        /// <summary>Goes on from the first outlet that is not connected yet.</summary>
        public ForwardOps<TOut, T> From<TIn, TOut>(UniformFanOutShape<TIn, TOut> fanOut) => new(this, NextFree(fanOut));

        public ReverseOps<TIn, T> To<TIn>(Inlet<TIn> inlet) => new(this, inlet);

        public ReverseOps<TIn, T> To<TIn>(SinkShape<TIn> sink) => new(this, sink.Inlet);

        public ReverseOps<TIn, T> To<TIn, TMat>(IGraph<SinkShape<TIn>, TMat> sink) => new(this, Add(sink).Inlet);

        public ReverseOps<TIn, T> To<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> flow) => new(this, Add(flow).Inlet);

        public ReverseOps<TIn, T> To<TIn, TOut>(FlowShape<TIn, TOut> flow) => new(this, flow.Inlet);

        public ReverseOps<TIn, T> To<TIn, TOut>(UniformFanOutShape<TIn, TOut> fanOut) => new(this, fanOut.In);

        /// <summary>Comes to the first inlet that is not connected yet.</summary>
        public ReverseOps<TIn, T> To<TIn, TOut>(UniformFanInShape<TIn, TOut> fanOut) => new(this, NextFree(fanOut));

        internal void Connect(Outlet from, Inlet to) => _assembler.Connect(from, to);

        internal Inlet<TIn> NextFree<TIn, TOut>(UniformFanInShape<TIn, TOut> junction) =>
            junction.Ins.FirstOrDefault(_assembler.IsOpen) ?? throw new ArgumentException($"no more inlets free on {junction}");

        internal Outlet<TOut> NextFree<TIn, TOut>(UniformFanOutShape<TIn, TOut> junction) =>
            junction.Outs.FirstOrDefault(_assembler.IsOpen) ?? throw new ArgumentException($"no more outlets free on {junction}");

        internal IGraph<TShape, T> Build<TShape>(TShape shape, Func<object?[], object?> value) where TShape : Shape =>
            new BlueprintGraph<TShape, T>(shape, _assembler.Build(shape, value));
    }

    /// <summary>An outlet of the graph that is built, to be connected.</summary>
    public sealed class ForwardOps<TOut, TMat>
    {
        internal readonly Builder<TMat> Builder;

        public ForwardOps(Builder<TMat> builder, Outlet<TOut> outlet)
        {
            Builder = builder;
            Out = outlet;
        }

        public Outlet<TOut> Out { get; }
    }

    /// <summary>An inlet of the graph that is built, to be connected.</summary>
    public sealed class ReverseOps<TIn, TMat>
    {
        internal readonly Builder<TMat> Builder;

        public ReverseOps(Builder<TMat> builder, Inlet<TIn> inlet)
        {
            Builder = builder;
            In = inlet;
        }

        public Inlet<TIn> In { get; }
    }

    public static IGraph<TShape, NotUsed> Create<TShape>(Func<Builder<NotUsed>, TShape> buildBlock) where TShape : Shape =>
        CreateMaterialized(buildBlock, Assembler.Nothing);

    /// <summary>A graph with the materialised value of its first part.</summary>
    public static IGraph<TShapeOut, TMat> Create<TShapeOut, TMat, TShape1>(
        IGraph<TShape1, TMat> g1, Func<Builder<TMat>, TShape1, TShapeOut> buildBlock)
        where TShapeOut : Shape where TShape1 : Shape
    {
        var builder = new Builder<TMat>();
        return builder.Build(buildBlock(builder, builder.Add(g1)), Assembler.First);
    }

    /// <summary>A graph whose materialised value is made from those of two parts.</summary>
    public static IGraph<TShapeOut, TMatOut> Create<TShapeOut, TMatOut, TMat0, TMat1, TShape0, TShape1>(
        IGraph<TShape0, TMat0> g0,
        IGraph<TShape1, TMat1> g1,
        Func<TMat0, TMat1, TMatOut> combineMaterializers,
        Func<Builder<TMatOut>, TShape0, TShape1, TShapeOut> buildBlock)
        where TShapeOut : Shape where TShape0 : Shape where TShape1 : Shape
    {
        var builder = new Builder<TMatOut>();
        var (shape0, shape1) = (builder.Add(g0), builder.Add(g1));
        return builder.Build(buildBlock(builder, shape0, shape1), Assembler.Combine(combineMaterializers));
    }

    /// <summary>A graph whose materialised value is made from those of three parts.</summary>
    public static IGraph<TShapeOut, TMatOut> Create<TShapeOut, TMatOut, TMat0, TMat1, TMat2, TShape0, TShape1, TShape2>(
        IGraph<TShape0, TMat0> g0,
        IGraph<TShape1, TMat1> g1,
        IGraph<TShape2, TMat2> g2,
        Func<TMat0, TMat1, TMat2, TMatOut> combineMaterializers,
        Func<Builder<TMatOut>, TShape0, TShape1, TShape2, TShapeOut> buildBlock)
        where TShapeOut : Shape where TShape0 : Shape where TShape1 : Shape where TShape2 : Shape
    {
        var builder = new Builder<TMatOut>();
        var (shape0, shape1, shape2) = (builder.Add(g0), builder.Add(g1), builder.Add(g2));
        return builder.Build(
            buildBlock(builder, shape0, shape1, shape2),
            values => combineMaterializers((TMat0)values[0]!, (TMat1)values[1]!, (TMat2)values[2]!));
    }

    private static IGraph<TShape, TMat> CreateMaterialized<TShape, TMat>(Func<Builder<TMat>, TShape> buildBlock, Func<object?[], object?> value)
        where TShape : Shape
    {
        var builder = new Builder<TMat>();
        return builder.Build(buildBlock(builder), value);
    }
}
