namespace Weir.Simulation.Model;

/// <summary>What a subtask writes for a checkpoint.</summary>
/// <param name="State">Its state at the barrier.</param>
/// <param name="InFlight">The records that the barrier has overtaken.</param>
internal sealed record ModelSnapshot(object State, IReadOnlyList<Element> InFlight);
