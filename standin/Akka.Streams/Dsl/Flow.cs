using Akka.Streams.Implementation;

namespace Akka.Streams.Dsl;

/// <summary>Flows to start from.</summary>
public static class Flow
{
    public static Flow<T, T, NotUsed> Identity<T>() => FromGraph(Operators.Identity<T>());

    public static Flow<T, T, NotUsed> Create<T>() => Identity<T>();

    public static Flow<TIn, TOut, NotUsed> FromFunction<TIn, TOut>(Func<TIn, TOut> function) => FromGraph(Operators.Select(function));

    public static Flow<TIn, TOut, TMat> FromGraph<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> graph) =>
        graph as Flow<TIn, TOut, TMat> ?? new Flow<TIn, TOut, TMat>(graph.Blueprint);

    /// <summary>A flow whose inlet is that of the sink, and whose outlet is that of the source; nothing joins the two.</summary>
    public static Flow<TIn, TOut, TMat> FromSinkAndSource<TIn, TOut, TMat1, TMat2, TMat>(
        IGraph<SinkShape<TIn>, TMat1> sink, IGraph<SourceShape<TOut>, TMat2> source, Func<TMat1, TMat2, TMat> combine)
    {
        var assembler = new Assembler();
        var inlet = assembler.Add(sink).Inlet;
        var outlet = assembler.Add(source).Outlet;
        return new Flow<TIn, TOut, TMat>(assembler.Build(new FlowShape<TIn, TOut>(inlet, outlet), Assembler.Combine(combine)));
    }

    public static Flow<TIn, TOut, NotUsed> FromSinkAndSource<TIn, TOut, TMat>(IGraph<SinkShape<TIn>, TMat> sink, IGraph<SourceShape<TOut>, TMat> source) =>
        FromSinkAndSource(sink, source, Keep.None);
}
