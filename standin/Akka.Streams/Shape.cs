using System.Collections.Immutable;

namespace Akka.Streams;

/// <summary>The ports of a graph, in a fixed order.</summary>
public abstract class Shape : ICloneable
{
    protected Shape()
    {
    }

    public abstract ImmutableArray<Inlet> Inlets { get; }

    public abstract ImmutableArray<Outlet> Outlets { get; }

    /// <summary>A shape of the same kind with new ports.</summary>
    public abstract Shape DeepCopy();

    /// <summary>A shape of the same kind with the given ports.</summary>
    public abstract Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets);

    public bool HasSamePortsAs(Shape shape) =>
        Inlets.ToHashSet().SetEquals(shape.Inlets) && Outlets.ToHashSet().SetEquals(shape.Outlets);

    public bool HasSamePortsAndShapeAs(Shape shape) =>
        Inlets.SequenceEqual(shape.Inlets) && Outlets.SequenceEqual(shape.Outlets);

    public object Clone() => DeepCopy();

    public sealed override string ToString() =>
        $"{GetType().Name}([{string.Join(", ", Inlets)}] [{string.Join(", ", Outlets)}])";

    private protected void RequireCounts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        if (inlets.Length != Inlets.Length)
            throw new ArgumentException($"The proposed inlets [{string.Join(", ", inlets)}] do not fit {this}", nameof(inlets));
        if (outlets.Length != Outlets.Length)
            throw new ArgumentException($"The proposed outlets [{string.Join(", ", outlets)}] do not fit {this}", nameof(outlets));
    }
}

/// <summary>No open ports: ready to run.</summary>
public class ClosedShape : Shape
{
    public static readonly ClosedShape Instance = new();

    private ClosedShape()
    {
    }

    public override ImmutableArray<Inlet> Inlets => [];

    public override ImmutableArray<Outlet> Outlets => [];

    public override Shape DeepCopy() => this;

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        RequireCounts(inlets, outlets);
        return this;
    }
}

/// <summary>Any number of inlets and outlets, without names of their own.</summary>
public class AmorphousShape : Shape
{
    public AmorphousShape(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        Inlets = inlets;
        Outlets = outlets;
    }

    public override ImmutableArray<Inlet> Inlets { get; }

    public override ImmutableArray<Outlet> Outlets { get; }

    public override Shape DeepCopy() =>
        new AmorphousShape([.. Inlets.Select(i => i.CarbonCopy())], [.. Outlets.Select(o => o.CarbonCopy())]);

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets) =>
        new AmorphousShape(inlets, outlets);
}

public sealed class SourceShape<TOut> : Shape
{
    public readonly Outlet<TOut> Outlet;

    public SourceShape(Outlet<TOut> outlet)
    {
        Outlet = outlet ?? throw new ArgumentNullException(nameof(outlet));
        Outlets = [outlet];
    }

    public override ImmutableArray<Inlet> Inlets => [];

    public override ImmutableArray<Outlet> Outlets { get; }

    public override Shape DeepCopy() => new SourceShape<TOut>((Outlet<TOut>)Outlet.CarbonCopy());

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        RequireCounts(inlets, outlets);
        return new SourceShape<TOut>((Outlet<TOut>)outlets[0]);
    }
}

/// <summary>A shape with one inlet and one outlet.</summary>
public interface IFlowShape
{
    Inlet Inlet { get; }

    Outlet Outlet { get; }
}

public sealed class FlowShape<TIn, TOut> : Shape, IFlowShape
{
    public FlowShape(Inlet<TIn> inlet, Outlet<TOut> outlet)
    {
        Inlet = inlet ?? throw new ArgumentNullException(nameof(inlet));
        Outlet = outlet ?? throw new ArgumentNullException(nameof(outlet));
        Inlets = [inlet];
        Outlets = [outlet];
    }

    public Inlet<TIn> Inlet { get; }

    public Outlet<TOut> Outlet { get; }

    Inlet IFlowShape.Inlet => Inlet;

    Outlet IFlowShape.Outlet => Outlet;

    public override ImmutableArray<Inlet> Inlets { get; }

    public override ImmutableArray<Outlet> Outlets { get; }

    public override Shape DeepCopy() =>
        new FlowShape<TIn, TOut>((Inlet<TIn>)Inlet.CarbonCopy(), (Outlet<TOut>)Outlet.CarbonCopy());

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        RequireCounts(inlets, outlets);
        return new FlowShape<TIn, TOut>((Inlet<TIn>)inlets[0], (Outlet<TOut>)outlets[0]);
    }
}

public sealed class SinkShape<TIn> : Shape
{
    public readonly Inlet<TIn> Inlet;

    public SinkShape(Inlet<TIn> inlet)
    {
        Inlet = inlet ?? throw new ArgumentNullException(nameof(inlet));
        Inlets = [inlet];
    }

    public override ImmutableArray<Inlet> Inlets { get; }

    public override ImmutableArray<Outlet> Outlets => [];

    public override Shape DeepCopy() => new SinkShape<TIn>((Inlet<TIn>)Inlet.CarbonCopy());

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        RequireCounts(inlets, outlets);
        return new SinkShape<TIn>((Inlet<TIn>)inlets[0]);
    }
}

/// <summary>Two flows side by side, usually one in each direction.</summary>
public sealed class BidiShape<TIn1, TOut1, TIn2, TOut2> : Shape
{
    public readonly Inlet<TIn1> Inlet1;
    public readonly Inlet<TIn2> Inlet2;
    public readonly Outlet<TOut1> Outlet1;
    public readonly Outlet<TOut2> Outlet2;

    public BidiShape(Inlet<TIn1> in1, Outlet<TOut1> out1, Inlet<TIn2> in2, Outlet<TOut2> out2)
    {
        Inlet1 = in1 ?? throw new ArgumentNullException(nameof(in1));
        Outlet1 = out1 ?? throw new ArgumentNullException(nameof(out1));
        Inlet2 = in2 ?? throw new ArgumentNullException(nameof(in2));
        Outlet2 = out2 ?? throw new ArgumentNullException(nameof(out2));
        Inlets = [in1, in2];
        Outlets = [out1, out2];
    }

    public BidiShape(FlowShape<TIn1, TOut1> top, FlowShape<TIn2, TOut2> bottom)
        : this(top.Inlet, top.Outlet, bottom.Inlet, bottom.Outlet)
    {
    }

    public override ImmutableArray<Inlet> Inlets { get; }

    public override ImmutableArray<Outlet> Outlets { get; }

    public override Shape DeepCopy() => new BidiShape<TIn1, TOut1, TIn2, TOut2>(
        (Inlet<TIn1>)Inlet1.CarbonCopy(), (Outlet<TOut1>)Outlet1.CarbonCopy(), (Inlet<TIn2>)Inlet2.CarbonCopy(), (Outlet<TOut2>)Outlet2.CarbonCopy());

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        RequireCounts(inlets, outlets);
        return new BidiShape<TIn1, TOut1, TIn2, TOut2>(
            (Inlet<TIn1>)inlets[0], (Outlet<TOut1>)outlets[0], (Inlet<TIn2>)inlets[1], (Outlet<TOut2>)outlets[1]);
    }

    public Shape Reversed() => new BidiShape<TIn2, TOut2, TIn1, TOut1>(Inlet2, Outlet2, Inlet1, Outlet1);
}

public static class BidiShape
{
    public static BidiShape<TIn1, TOut1, TIn2, TOut2> FromFlows<TIn1, TOut1, TIn2, TOut2>(FlowShape<TIn1, TOut1> top, FlowShape<TIn2, TOut2> bottom) =>
        new(top, bottom);
}
