using System.Collections.Immutable;
using Akka.Pattern;

namespace Akka.Streams.Implementation;

/// <summary>Puts graphs together to a larger one.</summary>
internal sealed class Assembler
{
    private readonly List<Part> _parts = [];
    private readonly List<Wire> _wires = [];
    private readonly HashSet<Outlet> _openOutlets = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Inlet> _openInlets = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds a graph, and gives it new ports: the same graph can be added any number of times.</summary>
    public TShape Add<TShape>(IGraph<TShape> graph) where TShape : Shape
    {
        var shape = (TShape)graph.Shape.DeepCopy();
        _parts.Add(new Part(graph.Blueprint, shape));
        _openInlets.UnionWith(shape.Inlets);
        _openOutlets.UnionWith(shape.Outlets);
        return shape;
    }

    public int PartCount => _parts.Count;

    public bool IsOpen(Inlet inlet) => _openInlets.Contains(inlet);

    public bool IsOpen(Outlet outlet) => _openOutlets.Contains(outlet);

    public void Connect(Outlet from, Inlet to)
    {
        if (!_openOutlets.Remove(from))
            throw new ArgumentException($"The output port [{from}] is not part of the underlying graph, or is connected already.", nameof(from));
        if (!_openInlets.Remove(to))
        {
            _openOutlets.Add(from);
            throw new ArgumentException($"The input port [{to}] is not part of the underlying graph, or is connected already.", nameof(to));
        }

        _wires.Add(new Wire(from, to));
    }

    /// <summary>The whole, whose open ports are exactly those of the shape.</summary>
    public Blueprint Build(Shape shape, Func<object?[], object?> value)
    {
        if (!_openInlets.SetEquals(shape.Inlets) || !_openOutlets.SetEquals(shape.Outlets))
        {
            throw new IllegalStateException(
                $"The ports of the shape, inlets [{string.Join(", ", shape.Inlets)}] and outlets [{string.Join(", ", shape.Outlets)}], must be those that are " +
                $"not connected, inlets [{string.Join(", ", _openInlets)}] and outlets [{string.Join(", ", _openOutlets)}].");
        }

        return new CompositeBlueprint(shape, Attributes.None, [.. _parts], [.. _wires], value);
    }

    /// <summary>The value that a function combines from those of the first two parts.</summary>
    public static Func<object?[], object?> Combine<T1, T2, T3>(Func<T1, T2, T3> combine) =>
        values => combine((T1)values[0]!, (T2)values[1]!);

    public static readonly Func<object?[], object?> First = values => values[0];

    public static readonly Func<object?[], object?> Nothing = _ => NotUsed.Instance;
}
