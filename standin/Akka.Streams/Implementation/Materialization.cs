using System.Collections.Immutable;
using Akka.Actor;
using Akka.Pattern;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation;

/// <summary>
/// One run of a graph: makes the logic of each stage, joins them by wires into islands, which asynchronous boundaries
/// separate, and starts an actor for each island.
/// </summary>
internal sealed class Materialization(ActorMaterializerImpl materializer)
{
    private readonly List<Island> _islands = [];
    private readonly List<(OutEnd From, InEnd To)> _wires = [];
    private readonly List<(Boundary Boundary, Island From, Island To)> _boundaries = [];

    private sealed class Island(Attributes attributes)
    {
        public readonly Attributes Attributes = attributes;
        public readonly List<GraphStageLogic> Logics = [];
        public int WireCount;
        public GraphInterpreter? Interpreter;
    }

    private readonly record struct OutEnd(GraphStageLogic Logic, Outlet Port, Island Island);

    private readonly record struct InEnd(GraphStageLogic Logic, Inlet Port, Island Island);

    private readonly record struct Ends(InEnd[] Ins, OutEnd[] Outs, object? Value);

    /// <summary>Runs the graph, and returns its materialised value. With a host, the main island runs in that actor.</summary>
    public object? Run(Blueprint graph, Attributes initialAttributes, IslandActor? host)
    {
        if (graph.Shape.Inlets.Length + graph.Shape.Outlets.Length > 0)
            throw new IllegalStateException($"The top level module cannot be materialized because it has unconnected ports: {graph.Shape}");
        var main = new Island(initialAttributes.And(graph.Attributes));
        _islands.Add(main);
        var value = Expand(graph, initialAttributes, main).Value;
        foreach (var (from, to) in _wires)
            Connect(from, to);
        foreach (var island in _islands)
            island.Interpreter = new GraphInterpreter([.. island.Logics], island.WireCount, materializer, materializer.Logger);
        foreach (var (boundary, from, to) in _boundaries)
            boundary.Place(from.Interpreter!, to.Interpreter!);
        StartIslands(main, host);
        return value;
    }

    private Ends Expand(Blueprint blueprint, Attributes inherited, Island island)
    {
        var attributes = inherited.And(blueprint.Attributes);
        if (blueprint.Attributes.Contains(Attributes.AsyncBoundary.Instance))
        {
            island = new Island(attributes);
            _islands.Add(island);
        }

        return blueprint is CompositeBlueprint composite
            ? Expand(composite, attributes, island)
            : Create((StageBlueprint)blueprint, attributes, island);
    }

    private Ends Expand(CompositeBlueprint composite, Attributes attributes, Island island)
    {
        var ins = new Dictionary<Inlet, InEnd>(ReferenceEqualityComparer.Instance);
        var outs = new Dictionary<Outlet, OutEnd>(ReferenceEqualityComparer.Instance);
        var values = new object?[composite.Parts.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var part = composite.Parts[i];
            var ends = Expand(part.Blueprint, attributes, island);
            values[i] = ends.Value;
            for (var port = 0; port < ends.Ins.Length; port++)
                ins.Add(part.Shape.Inlets[port], ends.Ins[port]);
            for (var port = 0; port < ends.Outs.Length; port++)
                outs.Add(part.Shape.Outlets[port], ends.Outs[port]);
        }

        foreach (var wire in composite.Wires)
            _wires.Add((outs[wire.From], ins[wire.To]));
        var value = composite.Value(values);
        foreach (var own in values)
            (own as IMaterializedValueTarget)?.Set(value);
        return new Ends([.. composite.Shape.Inlets.Select(p => ins[p])], [.. composite.Shape.Outlets.Select(p => outs[p])], value);
    }

    private Ends Create(StageBlueprint stage, Attributes attributes, Island island)
    {
        var (logic, value) = stage.Factory.Create(attributes, materializer);
        if (logic.InCount != stage.Shape.Inlets.Length || logic.OutCount != stage.Shape.Outlets.Length)
            throw new IllegalStateException($"The logic {logic} has {logic.InCount} inlets and {logic.OutCount} outlets, unlike its shape {stage.Shape}");
        logic.Attributes = attributes;
        logic.StageName = attributes.GetNameOrDefault(stage.Factory.GetType().Name);
        island.Logics.Add(logic);
        return new Ends(
            [.. stage.Shape.Inlets.Select(port => new InEnd(logic, port, island))],
            [.. stage.Shape.Outlets.Select(port => new OutEnd(logic, port, island))],
            value);
    }

    private void Connect(OutEnd from, InEnd to)
    {
        if (from.Island == to.Island)
        {
            Wire(from.Port.NewConnection(), from, to);
            return;
        }

        var buffer = to.Logic.Attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? materializer.Settings.MaxInputBufferSize;
        var boundary = new Boundary(buffer);
        _boundaries.Add((boundary, from.Island, to.Island));
        from.Island.Logics.Add(boundary.Producer);
        to.Island.Logics.Add(boundary.Consumer);
        Wire(from.Port.NewConnection(), from, new InEnd(boundary.Producer, BoundaryProducer.In, from.Island));
        Wire(new Connection(), new OutEnd(boundary.Consumer, BoundaryConsumer.Out, to.Island), to);
    }

    private static void Wire(Connection wire, OutEnd from, InEnd to)
    {
        var outPosition = from.Logic.InCount + from.Port.Id;
        wire.OutOwner = from.Logic;
        wire.OutHandler = from.Logic.Handlers[outPosition] as IOutHandler ?? throw NoHandler(from.Logic, from.Port.Name);
        from.Logic.Wires[outPosition] = wire;
        wire.InOwner = to.Logic;
        wire.InHandler = to.Logic.Handlers[to.Port.Id] as IInHandler ?? throw NoHandler(to.Logic, to.Port.Name);
        to.Logic.Wires[to.Port.Id] = wire;
        from.Island.WireCount++;
    }

    private static IllegalStateException NoHandler(GraphStageLogic logic, string port) =>
        new($"No handler defined in stage [{logic}] for port [{port}]. All inlets and outlets must be assigned a handler with SetHandler in the constructor of your graph stage logic.");

    private void StartIslands(Island main, IslandActor? host)
    {
        var flow = materializer.NextFlowName();
        for (var i = 0; i < _islands.Count; i++)
        {
            var (island, interpreter) = (_islands[i], _islands[i].Interpreter!);
            if (island.Logics.Count == 0)
                continue;
            if (island == main && host is not null)
            {
                host.Add(interpreter);
                continue;
            }

            var settings = materializer.EffectiveSettings(island.Attributes);
            var props = ActorMaterializerImpl.OnDispatcher(Props.Create(typeof(IslandActor), interpreter, settings.SyncProcessingLimit), settings.Dispatcher);
            interpreter.Self = materializer.ActorOf(props, $"{flow}-{i}-{island.Logics[0].StageName}");
        }

        foreach (var island in _islands)
        {
            if (island.Logics.Count > 0 && !(island == main && host is not null))
                island.Interpreter!.Self.Tell(new IslandActor.Start(island.Interpreter), ActorRefs.NoSender);
        }
    }
}

/// <summary>The materialised value of a part that wants to know the value of the whole.</summary>
internal interface IMaterializedValueTarget
{
    void Set(object? value);
}
