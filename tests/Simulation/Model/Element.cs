namespace Weir.Simulation.Model;

internal enum ElementKind
{
    Record,
    Barrier,
    CancellationMarker,
    EndOfData,
}

/// <summary>What travels on a channel.</summary>
internal readonly record struct Element(ElementKind Kind, long Key = 0, long Count = 0, long CheckpointId = 0, bool MayOvertake = false);
