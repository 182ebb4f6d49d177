namespace Weir.Bench.RocksDb;

/// <summary>What was in use at most, each for itself.</summary>
/// <param name="ProcessBytes">Of the process, in memory.</param>
/// <param name="ManagedBytes">Of it, what the runtime has for objects.</param>
/// <param name="DatabaseBytes">What the databases count against their budget.</param>
/// <param name="Count">Of how many samples.</param>
internal sealed record MemorySample(long ProcessBytes, long ManagedBytes, long DatabaseBytes, int Count)
{
    public MemorySample With(long processBytes, long managedBytes, long databaseBytes) => new(
        Math.Max(ProcessBytes, processBytes), Math.Max(ManagedBytes, managedBytes), Math.Max(DatabaseBytes, databaseBytes), Count + 1);
}
