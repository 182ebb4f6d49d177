using System.Collections.Immutable;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation;

/// <summary>Makes the logic of a stage and its materialised value.</summary>
internal interface IStageFactory
{
    (GraphStageLogic Logic, object? Value) Create(Attributes attributes, ActorMaterializerImpl materializer);
}

/// <summary>What a graph consists of, without its types: a single stage, or parts with wires between them.</summary>
internal abstract class Blueprint(Shape shape, Attributes attributes)
{
    public Shape Shape => shape;

    public Attributes Attributes => attributes;

    public abstract Blueprint WithAttributes(Attributes attributes);

    public Blueprint AddAttributes(Attributes more) => WithAttributes(Attributes.And(more));

    /// <summary>The same, with a materialised value made from that of this.</summary>
    public Blueprint MapValue(Func<object?, object?> map) =>
        new CompositeBlueprint(Shape, Attributes.None, [new Part(this, Shape)], [], values => map(values[0]));
}

internal sealed class StageBlueprint : Blueprint
{
    public StageBlueprint(IStageFactory factory, Shape shape, Attributes attributes) : base(shape, attributes)
    {
        Factory = factory;
        for (var i = 0; i < shape.Inlets.Length; i++)
            Number(shape.Inlets[i], ref shape.Inlets[i].Id, i);
        for (var i = 0; i < shape.Outlets.Length; i++)
            Number(shape.Outlets[i], ref shape.Outlets[i].Id, i);
    }

    public IStageFactory Factory { get; }

    public override Blueprint WithAttributes(Attributes attributes) => new StageBlueprint(Factory, Shape, attributes);

    private void Number(object port, ref int id, int position)
    {
        if (id >= 0 && id != position)
            throw new ArgumentException($"The port {port} of {Factory} is in several places of its shape {Shape}.");
        id = position;
    }
}

/// <summary>A graph as a part of another: <paramref name="Shape"/> has the ports it is known by there.</summary>
internal readonly record struct Part(Blueprint Blueprint, Shape Shape);

internal readonly record struct Wire(Outlet From, Inlet To);

internal sealed class CompositeBlueprint(
    Shape shape, Attributes attributes, ImmutableArray<Part> parts, ImmutableArray<Wire> wires, Func<object?[], object?> value)
    : Blueprint(shape, attributes)
{
    public ImmutableArray<Part> Parts => parts;

    public ImmutableArray<Wire> Wires => wires;

    /// <summary>The materialised value, from those of the parts.</summary>
    public Func<object?[], object?> Value => value;

    public override Blueprint WithAttributes(Attributes attributes) => new CompositeBlueprint(Shape, attributes, parts, wires, value);
}

/// <summary>A graph that is nothing but a blueprint.</summary>
internal sealed class BlueprintGraph<TShape, TMat>(TShape shape, Blueprint blueprint) : IGraph<TShape, TMat> where TShape : Shape
{
    public TShape Shape => shape;

    Blueprint IGraph<TShape>.Blueprint => blueprint;

    public IGraph<TShape, TMat> WithAttributes(Attributes attributes) => new BlueprintGraph<TShape, TMat>(shape, blueprint.WithAttributes(attributes));

    public IGraph<TShape, TMat> AddAttributes(Attributes attributes) => WithAttributes(blueprint.Attributes.And(attributes));

    public IGraph<TShape, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    public IGraph<TShape, TMat> Async() => AddAttributes(Attributes.CreateAsyncBoundary());
}
