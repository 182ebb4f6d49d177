using System.Collections.Immutable;

namespace Akka.Streams;

/// <summary>One inlet, several outlets. A subclass asks for each of its outlets with <see cref="NewOutlet{T}"/>, in order.</summary>
public abstract class FanOutShape<TIn> : Shape
{
    /// <summary>How the shape gets its ports.</summary>
    public interface IInit
    {
        Inlet<TIn> Inlet { get; }

        IEnumerable<Outlet> Outlets { get; }

        string Name { get; }
    }

    /// <summary>New ports.</summary>
    public sealed class InitName : IInit
    {
        public InitName(string name)
        {
            Name = name ?? throw new ArgumentNullException(nameof(name));
            Inlet = new Inlet<TIn>($"{name}.in");
        }

        public Inlet<TIn> Inlet { get; }

        public IEnumerable<Outlet> Outlets => [];

        public string Name { get; }
    }

    /// <summary>The given ports.</summary>
    public sealed class InitPorts : IInit
    {
        public InitPorts(Inlet<TIn> inlet, IEnumerable<Outlet> outlets)
        {
            Inlet = inlet ?? throw new ArgumentNullException(nameof(inlet));
            Outlets = outlets ?? throw new ArgumentNullException(nameof(outlets));
        }

        public Inlet<TIn> Inlet { get; }

        public IEnumerable<Outlet> Outlets { get; }

        public string Name => "FanOut";
    }

    private readonly string _name;
    private readonly Queue<Outlet> _given;
    private ImmutableArray<Outlet> _outlets = [];

    protected FanOutShape(Inlet<TIn> inlet, IEnumerable<Outlet> registered, string name)
    {
        In = inlet;
        Inlets = [inlet];
        _name = name;
        _given = new Queue<Outlet>(registered);
    }

    protected FanOutShape(FanOutShape<TIn>.IInit init) : this(init.Inlet, init.Outlets, init.Name)
    {
    }

    public Inlet<TIn> In { get; }

    public override ImmutableArray<Inlet> Inlets { get; }

    public override ImmutableArray<Outlet> Outlets => _outlets;

    protected abstract FanOutShape<TIn> Construct(FanOutShape<TIn>.IInit init);

    protected Outlet<T> NewOutlet<T>(string name)
    {
        var outlet = _given.TryDequeue(out var given) ? Outlet.Create<T>(given) : new Outlet<T>($"{_name}.{name}");
        _outlets = _outlets.Add(outlet);
        return outlet;
    }

    public override Shape DeepCopy() =>
        Construct(new FanOutShape<TIn>.InitPorts((Inlet<TIn>)In.CarbonCopy(), _outlets.Select(o => o.CarbonCopy()).ToArray()));

    public sealed override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        RequireCounts(inlets, outlets);
        return Construct(new FanOutShape<TIn>.InitPorts((Inlet<TIn>)inlets[0], outlets));
    }
}

/// <summary>One inlet, n outlets of one type.</summary>
public class UniformFanOutShape<TIn, TOut> : FanOutShape<TIn>
{
    private readonly int _n;

    public UniformFanOutShape(int n, FanOutShape<TIn>.IInit init) : base(init)
    {
        _n = n;
        Outs = Enumerable.Range(0, n).Select(i => NewOutlet<TOut>($"out{i}")).ToImmutableList();
    }

    public UniformFanOutShape(int n) : this(n, new FanOutShape<TIn>.InitName("UniformFanOut"))
    {
    }

    public UniformFanOutShape(int n, string name) : this(n, new FanOutShape<TIn>.InitName(name))
    {
    }

    public UniformFanOutShape(Inlet<TIn> inlet, params Outlet<TOut>[] outlets)
        : this(outlets.Length, new FanOutShape<TIn>.InitPorts(inlet, outlets))
    {
    }

    public IImmutableList<Outlet<TOut>> Outs { get; }

    public Outlet<TOut> Out(int n) => Outs[n];

    protected override FanOutShape<TIn> Construct(FanOutShape<TIn>.IInit init) => new UniformFanOutShape<TIn, TOut>(_n, init);
}

/// <summary>One inlet, two outlets.</summary>
public class FanOutShape<TIn, T0, T1> : FanOutShape<TIn>
{
    public readonly Outlet<T0> Out0;
    public readonly Outlet<T1> Out1;

    public FanOutShape(FanOutShape<TIn>.IInit init) : base(init)
    {
        Out0 = NewOutlet<T0>("out0");
        Out1 = NewOutlet<T1>("out1");
    }

    public FanOutShape(string name) : this(new FanOutShape<TIn>.InitName(name))
    {
    }

    public FanOutShape(Inlet<TIn> inlet, Outlet<T0> out0, Outlet<T1> out1)
        : this(new FanOutShape<TIn>.InitPorts(inlet, [out0, out1]))
    {
    }

    protected override FanOutShape<TIn> Construct(FanOutShape<TIn>.IInit init) => new FanOutShape<TIn, T0, T1>(init);
}
