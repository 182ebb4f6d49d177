namespace Akka.Streams;

/// <summary>An input of a stage.</summary>
public abstract class InPort
{
    /// <summary>The position of this port among its stage's inputs; set when the stage is first used in a graph.</summary>
    internal int Id = -1;

    protected InPort()
    {
    }
}

/// <summary>An output of a stage.</summary>
public abstract class OutPort
{
    /// <summary>The position of this port among its stage's outputs; set when the stage is first used in a graph.</summary>
    internal int Id = -1;

    protected OutPort()
    {
    }
}

public abstract class Inlet : InPort
{
    public readonly string Name;

    protected Inlet(string name) => Name = name ?? throw new ArgumentException("An inlet needs a name.", nameof(name));

    public static Inlet<T> Create<T>(Inlet inlet) => inlet as Inlet<T> ?? new Inlet<T>(inlet.Name);

    public abstract Inlet CarbonCopy();

    public sealed override string ToString() => Name;
}

public sealed class Inlet<T> : Inlet
{
    public Inlet(string name) : base(name)
    {
    }

    public override Inlet CarbonCopy() => new Inlet<T>(Name);
}

public abstract class Outlet : OutPort
{
    public readonly string Name;

    protected Outlet(string name) => Name = name ?? throw new ArgumentException("An outlet needs a name.", nameof(name));

    public static Outlet<T> Create<T>(Outlet outlet) => outlet as Outlet<T> ?? new Outlet<T>(outlet.Name);

    public abstract Outlet CarbonCopy();

    /// <summary>The connection that carries what this outlet pushes.</summary>
    internal abstract Implementation.Connection NewConnection();

    public sealed override string ToString() => Name;
}

public sealed class Outlet<T> : Outlet
{
    public Outlet(string name) : base(name)
    {
    }

    public override Outlet CarbonCopy() => new Outlet<T>(Name);

    internal override Implementation.Connection NewConnection() =>
        typeof(T).IsValueType ? new Implementation.ValueConnection<T>() : new Implementation.Connection();
}
