namespace Weir.Bench.Harness;

/// <summary>A contender computed something else than the others: no figure of this workload is worth anything.</summary>
internal sealed class WrongAnswerException(string workload, string contender, ulong expected, ulong actual)
    : Exception($"{workload}: {contender} came to {actual}, the others to {expected}. No figure is printed.");
