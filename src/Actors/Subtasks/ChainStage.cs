using System.Collections.Immutable;
using Akka.Streams;
using Akka.Streams.Stage;

namespace Weir.Actors.Subtasks;

/// <summary>
/// Runs a subtask's operator chain: one inlet from the input gate (none when the chain starts with a source), one
/// outlet for each output channel.
/// </summary>
internal sealed class ChainStage : GraphStage<AmorphousShape>
{
    private readonly SubtaskStages _stages;
    private readonly IReadOnlyList<OutputPort> _ports;

    public ChainStage(SubtaskStages stages, IReadOnlyList<OutputPort> ports)
    {
        _stages = stages;
        _ports = ports;
        ImmutableArray<Inlet> inlets = stages.Chain.Source is null ? [new Inlet<GateElement>("chain.in")] : [];
        Shape = new AmorphousShape(inlets, [.. ports.Select((_, i) => new Outlet<Operators.Elements.StreamElement>($"chain.out{i}"))]);
    }

    public override AmorphousShape Shape { get; }

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new ChainLogic(_stages, _ports, Shape);
}
