using Weir.Actors.Artifacts;
using Weir.Operators.Streams;
using Weir.Samples.OddEven;
using Weir.Samples.WordCount;

namespace Weir.Host.Jobs;

/// <summary>The samples that weir knows by name, here and on every node.</summary>
internal static class BuiltInJobs
{
    private static readonly (string Name, Func<IStreamJob> Create)[] Jobs =
    [
        ("word-count", () => new WordCountJob()),
        ("odd-even", () => new OddEvenJob()),
    ];

    public static readonly RegisteredJobs All = Register(new RegisteredJobs());

    public static IReadOnlyList<string> Names => [.. Jobs.Select(job => job.Name)];

    /// <summary>Adds them to those that a node brings along.</summary>
    public static RegisteredJobs Register(RegisteredJobs registered)
    {
        foreach (var (name, create) in Jobs)
        {
            registered.Add(name, create);
        }

        return registered;
    }
}
