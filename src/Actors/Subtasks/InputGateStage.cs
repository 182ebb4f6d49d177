using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Alignment;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>
/// Joins a subtask's input channels into one stream of elements for its chain, and aligns barriers: a channel that must
/// wait is not pulled, its demand ends, and the producer's bounded channel fills.
/// </summary>
/// <param name="stages">What the stages of the subtask share.</param>
/// <param name="handler">Decides what a barrier means.</param>
/// <param name="inputs">For each channel, the input of the chain that it belongs to; channels of one input are neighbours.</param>
internal sealed class InputGateStage(SubtaskStages stages, BarrierHandler handler, IReadOnlyList<int> inputs)
    : GraphStage<UniformFanInShape<StreamElement, GateElement>>
{
    public override UniformFanInShape<StreamElement, GateElement> Shape { get; } = new(inputs.Count);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new InputGateLogic(stages, handler, inputs, Shape);
}
