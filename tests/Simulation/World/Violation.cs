namespace Weir.Simulation.World;

/// <summary>Something that must never be, was.</summary>
internal sealed class Violation(string message) : Exception(message);
