using System.Collections.Immutable;

namespace Akka.Streams;

/// <summary>Several inlets, one outlet. A subclass asks for each of its inlets with <see cref="NewInlet{T}"/>, in order.</summary>
public abstract class FanInShape<TOut> : Shape
{
    /// <summary>How the shape gets its ports.</summary>
    public interface IInit
    {
        Outlet<TOut> Outlet { get; }

        IEnumerable<Inlet> Inlets { get; }

        string Name { get; }
    }

    /// <summary>New ports.</summary>
    public sealed class InitName : IInit
    {
        public InitName(string name)
        {
            Name = name ?? throw new ArgumentNullException(nameof(name));
            Outlet = new Outlet<TOut>($"{name}.out");
        }

        public Outlet<TOut> Outlet { get; }

        public IEnumerable<Inlet> Inlets => [];

        public string Name { get; }
    }

    /// <summary>The given ports.</summary>
    public sealed class InitPorts : IInit
    {
        public InitPorts(Outlet<TOut> outlet, IEnumerable<Inlet> inlets)
        {
            Outlet = outlet ?? throw new ArgumentNullException(nameof(outlet));
            Inlets = inlets ?? throw new ArgumentNullException(nameof(inlets));
        }

        public Outlet<TOut> Outlet { get; }

        public IEnumerable<Inlet> Inlets { get; }

        public string Name => "FanIn";
    }

    private readonly string _name;
    private readonly Queue<Inlet> _given;
    private ImmutableArray<Inlet> _inlets = [];

    protected FanInShape(Outlet<TOut> outlet, IEnumerable<Inlet> registered, string name)
    {
        Out = outlet;
        Outlets = [outlet];
        _name = name;
        _given = new Queue<Inlet>(registered);
    }

    protected FanInShape(FanInShape<TOut>.IInit init) : this(init.Outlet, init.Inlets, init.Name)
    {
    }

    public Outlet<TOut> Out { get; }

    public override ImmutableArray<Inlet> Inlets => _inlets;

    public override ImmutableArray<Outlet> Outlets { get; }

    protected abstract FanInShape<TOut> Construct(FanInShape<TOut>.IInit init);

    protected Inlet<T> NewInlet<T>(string name)
    {
        var inlet = _given.TryDequeue(out var given) ? Inlet.Create<T>(given) : new Inlet<T>($"{_name}.{name}");
        _inlets = _inlets.Add(inlet);
        return inlet;
    }

    public override Shape DeepCopy() =>
        Construct(new FanInShape<TOut>.InitPorts((Outlet<TOut>)Out.CarbonCopy(), _inlets.Select(i => i.CarbonCopy()).ToArray()));

    public sealed override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        RequireCounts(inlets, outlets);
        return Construct(new FanInShape<TOut>.InitPorts((Outlet<TOut>)outlets[0], inlets));
    }
}

/// <summary>n inlets of one type, one outlet.</summary>
public class UniformFanInShape<TIn, TOut> : FanInShape<TOut>
{
    public readonly int N;

    public UniformFanInShape(int n, FanInShape<TOut>.IInit init) : base(init)
    {
        N = n;
        Ins = Enumerable.Range(0, n).Select(i => NewInlet<TIn>($"in{i}")).ToImmutableList();
    }

    public UniformFanInShape(int n) : this(n, new FanInShape<TOut>.InitName("UniformFanIn"))
    {
    }

    public UniformFanInShape(int n, string name) : this(n, new FanInShape<TOut>.InitName(name))
    {
    }

    public UniformFanInShape(Outlet<TOut> outlet, params Inlet<TIn>[] inlets)
        : this(inlets.Length, new FanInShape<TOut>.InitPorts(outlet, inlets))
    {
    }

    public IImmutableList<Inlet<TIn>> Ins { get; }

    public Inlet<TIn> In(int n) => Ins[n];

    protected override FanInShape<TOut> Construct(FanInShape<TOut>.IInit init) => new UniformFanInShape<TIn, TOut>(N, init);
}

/// <summary>Two inlets, one outlet.</summary>
public class FanInShape<T0, T1, TOut> : FanInShape<TOut>
{
    public readonly Inlet<T0> In0;
    public readonly Inlet<T1> In1;

    public FanInShape(FanInShape<TOut>.IInit init) : base(init)
    {
        In0 = NewInlet<T0>("in0");
        In1 = NewInlet<T1>("in1");
    }

    public FanInShape(string name) : this(new FanInShape<TOut>.InitName(name))
    {
    }

    public FanInShape(Outlet<TOut> outlet, Inlet<T0> in0, Inlet<T1> in1)
        : this(new FanInShape<TOut>.InitPorts(outlet, [in0, in1]))
    {
    }

    protected override FanInShape<TOut> Construct(FanInShape<TOut>.IInit init) => new FanInShape<T0, T1, TOut>(init);
}

/// <summary>Three inlets, one outlet.</summary>
public class FanInShape<T0, T1, T2, TOut> : FanInShape<TOut>
{
    public readonly Inlet<T0> In0;
    public readonly Inlet<T1> In1;
    public readonly Inlet<T2> In2;

    public FanInShape(FanInShape<TOut>.IInit init) : base(init)
    {
        In0 = NewInlet<T0>("in0");
        In1 = NewInlet<T1>("in1");
        In2 = NewInlet<T2>("in2");
    }

    public FanInShape(string name) : this(new FanInShape<TOut>.InitName(name))
    {
    }

    public FanInShape(Outlet<TOut> outlet, Inlet<T0> in0, Inlet<T1> in1, Inlet<T2> in2)
        : this(new FanInShape<TOut>.InitPorts(outlet, [in0, in1, in2]))
    {
    }

    protected override FanInShape<TOut> Construct(FanInShape<TOut>.IInit init) => new FanInShape<T0, T1, T2, TOut>(init);
}
