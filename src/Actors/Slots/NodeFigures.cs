namespace Weir.Actors.Slots;

/// <summary>A task manager's machine and process, for those who want to see it. Memory is in bytes.</summary>
/// <param name="Cores">That the process may use.</param>
/// <param name="PhysicalMemory">What the process may have at most: of the machine, or of its container.</param>
/// <param name="FreeMemory">What of that nobody uses.</param>
/// <param name="HeapUsed">By objects.</param>
/// <param name="HeapCommitted">Taken from the system for objects.</param>
/// <param name="OtherCommitted">Taken from the system for anything else.</param>
/// <param name="Collections">How often garbage was collected.</param>
/// <param name="CollectionPause">For how long the process stood still for that, altogether.</param>
internal sealed record NodeFigures(
    int Cores, long PhysicalMemory, long FreeMemory, long HeapUsed, long HeapCommitted, long OtherCommitted, long Collections, TimeSpan CollectionPause)
{
    public static readonly NodeFigures Unknown = new(0, 0, 0, 0, 0, 0, 0, TimeSpan.Zero);
}
