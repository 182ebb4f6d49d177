namespace Weir.Bench.Harness;

/// <summary>One way of doing a workload.</summary>
/// <param name="Name">weir, limit, or the peer's name.</param>
/// <param name="RunAsync">Does the workload once.</param>
internal sealed record Contender(string Name, Func<CancellationToken, Task<Measurement>> RunAsync);
