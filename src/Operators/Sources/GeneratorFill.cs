namespace Weir.Operators.Sources;

/// <summary>Makes a run of a generator's records at once. The n-th record must be the same each time it is made, or a replay differs.</summary>
/// <param name="firstIndex">Index of the first record of the run.</param>
/// <param name="target">Takes the records; all of it must be filled.</param>
public delegate void GeneratorFill<T>(long firstIndex, Span<T> target);
