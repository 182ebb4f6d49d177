namespace Weir.Actors.Connectors;

/// <summary>A part of an input, and how far it has been read.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Last">The offset of the record read last; empty at the start.</param>
internal sealed record InputPart<TOffset>(int Index, int Count, List<TOffset> Last);
