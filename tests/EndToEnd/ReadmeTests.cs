using System.Runtime.CompilerServices;
using Weir.EndToEnd.Jobs;

namespace Weir.EndToEnd;

public class ReadmeTests
{
    [Fact]
    public async Task The_job_of_the_README_runs()
    {
        using var folder = new TestFolder();
        folder.Write("access-logs/one.log", "10.0.0.1 GET /\n10.0.0.2 POST /\n10.0.0.1 GET /a\n10.0.0.3 GET /\n");

        using var process = await WeirProcess.RunAsync(folder, "run", typeof(Visits).Assembly.Location, "--class", nameof(Visits), "--parallelism", "4");

        process.ExitCode.ShouldBe(0, process.ToString());
        Directory.EnumerateFiles(Path.Combine(folder.Path, "visits")).SelectMany(File.ReadLines)
            .ShouldBe(["10.0.0.1\t1", "10.0.0.1\t2", "10.0.0.3\t1"], ignoreOrder: true);
    }

    [Fact]
    public void The_README_shows_that_job()
    {
        var source = File.ReadAllText(Path.Combine(Here(), "Jobs", "Visits.cs"));
        var readme = File.ReadAllText(Path.Combine(Here(), "..", "..", "README.md"));
        readme.ShouldContain(source[source.IndexOf("public sealed class", StringComparison.Ordinal)..].TrimEnd());
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
