using Weir.Operators.Streams;
using Weir.Samples.OddEven;
using Weir.Samples.WordCount;

namespace Weir.Host.Jobs;

/// <summary>The samples that <c>weir run</c> knows by name.</summary>
internal static class BuiltInJobs
{
    private static readonly (string Name, Func<IStreamJob> Create)[] Jobs =
    [
        ("word-count", () => new WordCountJob()),
        ("odd-even", () => new OddEvenJob()),
    ];

    public static IEnumerable<string> Names => Jobs.Select(job => job.Name);

    public static NamedJob? Find(string name)
    {
        foreach (var job in Jobs)
        {
            if (job.Name == name)
            {
                return new NamedJob(job.Name, job.Create());
            }
        }

        return null;
    }
}
