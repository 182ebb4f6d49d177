using Weir.Actors.Artifacts;
using Weir.Samples.OddEven;
using Weir.Samples.WordCount;

namespace Weir.Host.Jobs;

/// <summary>The samples that weir knows by name, here and on every node.</summary>
internal static class BuiltInJobs
{
    public static readonly RegisteredJobs All = new RegisteredJobs()
        .Add("word-count", () => new WordCountJob())
        .Add("odd-even", () => new OddEvenJob());

    /// <summary>In the order in which help names them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["word-count", "odd-even"];
}
