namespace Weir.Bench.Harness;

/// <summary>Something to do, by several contenders, with one right answer.</summary>
/// <param name="Name">As on the command line, with its variant.</param>
/// <param name="Goals">Per contender, the ratio to it that Weir has to reach.</param>
/// <param name="Contenders">Weir first.</param>
/// <param name="Skipped">Contenders that cannot run here, and why.</param>
internal sealed record Workload(
    string Name,
    IReadOnlyDictionary<string, double> Goals,
    IReadOnlyList<Contender> Contenders,
    IReadOnlyList<string> Skipped)
{
    private static readonly string[] OurOwn = ["weir", "limit"];

    /// <summary>Weir and its limit only.</summary>
    public Workload WithoutPeers() => this with { Contenders = [.. Contenders.Where(contender => OurOwn.Contains(contender.Name))], Skipped = [] };
}
