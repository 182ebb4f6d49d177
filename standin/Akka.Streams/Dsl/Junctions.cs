using Akka.Streams.Implementation;

namespace Akka.Streams.Dsl;

/// <summary>Flows that a second source joins, or that a second sink leaves.</summary>
internal static class Junctions
{
    public static IGraph<FlowShape<T, T>, TMat> ConcatWith<T, TMat>(IGraph<SourceShape<T>, TMat> that) => FanIn<T, T, T, TMat>(that, new Concat<T, T>(), 0);

    public static IGraph<FlowShape<T1, T2>, TMat> PrependWith<T1, T2, TMat>(IGraph<SourceShape<T2>, TMat> that) where T1 : T2 =>
        FanIn<T1, T2, T2, TMat>(that, new Concat<T2, T2>(), 1);

    public static IGraph<FlowShape<T1, T2>, TMat> MergeWith<T1, T2, TMat>(IGraph<SourceShape<T2>, TMat> that, bool eagerComplete) where T1 : T2 =>
        FanIn<T1, T2, T2, TMat>(that, new Merge<T2>(2, eagerComplete), 0);

    public static IGraph<FlowShape<T1, T2>, TMat> InterleaveWith<T1, T2, TMat>(IGraph<SourceShape<T2>, TMat> that, int segmentSize) where T1 : T2 =>
        FanIn<T1, T2, T2, TMat>(that, Interleave.Create<T2>(2, segmentSize), 0);

    public static IGraph<FlowShape<T1, T3>, TMat> ZipWith<T1, T2, T3, TMat>(IGraph<SourceShape<T2>, TMat> that, Func<T1, T2, T3> combine)
    {
        var assembler = new Assembler();
        var other = assembler.Add(that);
        var zip = assembler.Add(new ZipWith<T1, T2, T3>(combine));
        assembler.Connect(other.Outlet, zip.In1);
        return Flow<FlowShape<T1, T3>, TMat>(assembler, new FlowShape<T1, T3>(zip.In0, zip.Out));
    }

    public static IGraph<FlowShape<T, T>, TMat> AlsoTo<T, TMat>(IGraph<SinkShape<T>, TMat> that, bool eagerCancel) =>
        FanOut(that, new Broadcast<T>(2, eagerCancel));

    public static IGraph<FlowShape<T, T>, TMat> DivertTo<T, TMat>(IGraph<SinkShape<T>, TMat> that, Func<T, bool> when) =>
        FanOut(that, new Partition<T>(2, element => when(element) ? 1 : 0));

    public static IGraph<FlowShape<T, T>, TMat> WireTap<T, TMat>(IGraph<SinkShape<T>, TMat> that) => FanOut(that, new Implementation.Stages.WireTapStage<T>());

    private static IGraph<FlowShape<T, T>, TMat> FanOut<T, TMat>(IGraph<SinkShape<T>, TMat> that, IGraph<UniformFanOutShape<T, T>, NotUsed> junction)
    {
        var assembler = new Assembler();
        var other = assembler.Add(that);
        var split = assembler.Add(junction);
        assembler.Connect(split.Out(1), other.Inlet);
        return Flow<FlowShape<T, T>, TMat>(assembler, new FlowShape<T, T>(split.In, split.Out(0)));
    }

    private static IGraph<FlowShape<T1, T3>, TMat> FanIn<T1, T2, T3, TMat>(
        IGraph<SourceShape<T2>, TMat> that, IGraph<UniformFanInShape<T3, T3>, NotUsed> junction, int mainIndex)
    {
        var assembler = new Assembler();
        var other = assembler.Add(that);
        var join = assembler.Add(junction);
        assembler.Connect(other.Outlet, join.In(1 - mainIndex));
        var inlet = join.In(mainIndex);
        if ((object)inlet is Inlet<T1> same)
            return Flow<FlowShape<T1, T3>, TMat>(assembler, new FlowShape<T1, T3>(same, join.Out));
        var widen = assembler.Add(Operators.Select<T1, T3>(element => (T3)(object)element!));
        assembler.Connect(widen.Outlet, inlet);
        return Flow<FlowShape<T1, T3>, TMat>(assembler, new FlowShape<T1, T3>(widen.Inlet, join.Out));
    }

    private static IGraph<TShape, TMat> Flow<TShape, TMat>(Assembler assembler, TShape shape) where TShape : Shape =>
        new BlueprintGraph<TShape, TMat>(shape, assembler.Build(shape, Assembler.First));
}
