using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>What leaves the input gate: an element, and the input (edge) of the operator chain that it belongs to.</summary>
internal readonly record struct GateElement(int Input, StreamElement Element);
