namespace Akka.Streams.Dsl;

/// <summary>Connections in the direction of the stream.</summary>
public static class ForwardOps
{
    public static GraphDsl.Builder<TMat> To<TIn, TOut, TMat>(this GraphDsl.ForwardOps<TOut, TMat> ops, Inlet<TIn> inlet) where TIn : TOut
    {
        ops.Builder.Connect(ops.Out, inlet);
        return ops.Builder;
    }

    public static GraphDsl.Builder<TMat> To<TIn, TOut, TMat>(this GraphDsl.ForwardOps<TOut, TMat> ops, SinkShape<TIn> sink) where TIn : TOut =>
        ops.To(sink.Inlet);

    public static GraphDsl.Builder<TMat> To<TIn, TOut, TMat>(this GraphDsl.ForwardOps<TOut, TMat> ops, FlowShape<TIn, TOut> flow) where TIn : TOut =>
        ops.To(flow.Inlet);

    public static GraphDsl.Builder<TMat> To<TIn, TOut, TMat, TMat2>(this GraphDsl.ForwardOps<TOut, TMat> ops, IGraph<SinkShape<TIn>, TMat2> sink)
        where TIn : TOut => ops.To(ops.Builder.Add(sink).Inlet);

    public static GraphDsl.Builder<TMat> To<TIn, TOut1, TOut2, TMat>(this GraphDsl.ForwardOps<TOut1, TMat> ops, UniformFanInShape<TIn, TOut2> junction)
        where TIn : TOut1 => ops.To(ops.Builder.NextFree(junction));

    public static GraphDsl.Builder<TMat> To<TIn, TOut1, TOut2, TMat>(this GraphDsl.ForwardOps<TOut1, TMat> ops, UniformFanOutShape<TIn, TOut2> junction)
        where TIn : TOut1 => ops.To(junction.In);

    public static GraphDsl.ForwardOps<TOut2, TMat> Via<TIn, TOut1, TOut2, TMat>(this GraphDsl.ForwardOps<TOut1, TMat> ops, FlowShape<TIn, TOut2> flow)
        where TIn : TOut1 => ops.To(flow.Inlet).From(flow.Outlet);

    public static GraphDsl.ForwardOps<TOut2, TMat> Via<TIn, TOut1, TOut2, TMat>(
        this GraphDsl.ForwardOps<TOut1, TMat> ops, IGraph<FlowShape<TIn, TOut2>, NotUsed> flow)
        where TIn : TOut1 => ops.Via(ops.Builder.Add(flow));

    public static GraphDsl.ForwardOps<TOut2, TMat> Via<TIn, TOut1, TOut2, TMat>(this GraphDsl.ForwardOps<TOut1, TMat> ops, UniformFanInShape<TIn, TOut2> junction)
        where TIn : TOut1 => ops.To(junction).From(junction.Out);

    /// <summary>Into the junction, and on from its first free outlet.</summary>
    public static GraphDsl.ForwardOps<TOut2, TMat> Via<TIn, TOut1, TOut2, TMat>(this GraphDsl.ForwardOps<TOut1, TMat> ops, UniformFanOutShape<TIn, TOut2> junction)
        where TIn : TOut1 => ops.To(junction.In).From(junction);
}

/// <summary>Connections against the direction of the stream.</summary>
public static class ReverseOps
{
    public static GraphDsl.Builder<TMat> From<TIn, TOut, TMat>(this GraphDsl.ReverseOps<TIn, TMat> ops, Outlet<TOut> outlet) where TIn : TOut
    {
        ops.Builder.Connect(outlet, ops.In);
        return ops.Builder;
    }

    public static GraphDsl.Builder<TMat> From<TIn, TOut, TMat>(this GraphDsl.ReverseOps<TIn, TMat> ops, SourceShape<TOut> source) where TIn : TOut =>
        ops.From(source.Outlet);

    public static GraphDsl.Builder<TMat> From<TIn, TOut, TMat>(this GraphDsl.ReverseOps<TIn, TMat> ops, IGraph<SourceShape<TOut>, TMat> source)
        where TIn : TOut => ops.From(ops.Builder.Add(source).Outlet);

    public static GraphDsl.Builder<TMat> From<TIn, TOut, TMat>(this GraphDsl.ReverseOps<TIn, TMat> ops, FlowShape<TIn, TOut> flow) where TIn : TOut =>
        ops.From(flow.Outlet);

    public static GraphDsl.Builder<TMat> From<TIn, TOut, TMat>(this GraphDsl.ReverseOps<TIn, TMat> ops, UniformFanInShape<TIn, TOut> junction)
        where TIn : TOut => ops.From(junction.Out);

    public static GraphDsl.Builder<TMat> From<TIn, TOut1, TOut2, TMat>(this GraphDsl.ReverseOps<TIn, TMat> ops, UniformFanOutShape<TOut1, TOut2> junction)
        where TIn : TOut2 => ops.From(ops.Builder.NextFree(junction));
}
