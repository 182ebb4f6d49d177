namespace Weir.Host.Metrics;

/// <summary>An instrument with all its samples.</summary>
/// <param name="Name">As the instrument has it.</param>
/// <param name="Description">One line; null: none.</param>
/// <param name="Unit">As the instrument has it; null: none.</param>
/// <param name="Type">What the values are.</param>
/// <param name="Bounds">The upper bounds of a histogram's buckets.</param>
/// <param name="Samples">One for each set of tags.</param>
internal sealed record MetricFamily(string Name, string? Description, string? Unit, MetricType Type, IReadOnlyList<double> Bounds, IReadOnlyList<MetricSample> Samples);
