namespace Weir.State.Storage;

/// <summary>The jobs that a storage remembers.</summary>
/// <param name="Jobs">The latest submitted first.</param>
/// <param name="Damaged">For each record that cannot be read, what is wrong with it and where it is.</param>
internal sealed record JobListing(IReadOnlyList<JobRecord> Jobs, IReadOnlyList<string> Damaged);
