using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Alignment;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;
using Weir.Operators.InFlight;

namespace Weir.Actors.Subtasks;

/// <summary>
/// Joins a subtask's input channels into one stream of elements for its chain, and aligns barriers: a channel that must
/// wait is not pulled, its demand ends, and the producer's bounded channel fills.
/// </summary>
/// <param name="stages">What the stages of the subtask share.</param>
/// <param name="handler">Decides what a barrier means.</param>
/// <param name="sources">The channels, and the input of the chain that each belongs to; channels of one input are neighbours.</param>
/// <param name="createLog">For one of the chain's inputs: keeps what is in flight on it.</param>
internal sealed class InputGateStage(
    SubtaskStages stages, BarrierHandler handler, IReadOnlyList<(int Input, LocalChannel Channel)> sources, Func<int, InFlightLog> createLog)
    : GraphStage<UniformFanInShape<StreamElement, GateElement>>
{
    public override UniformFanInShape<StreamElement, GateElement> Shape { get; } = new(sources.Count);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new InputGateLogic(stages, handler, sources, createLog, Shape);
}
