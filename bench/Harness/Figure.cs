namespace Weir.Bench.Harness;

/// <summary>Something else that a run has measured.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">ms, bytes …</param>
/// <param name="Most">The goal; null: none.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Most = null);
