namespace Weir.EndToEnd;

/// <summary>The benchmarks, so small that only their answers mean anything: each holds Weir's against that of its limit.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task Every_benchmark_comes_to_the_answer_of_its_limit()
    {
        using var folder = new TestFolder();
        using var bench = WeirProcess.StartProgram(folder, "Weir.Bench.dll", "--tiny", "--alone", "--runs", "1");
        await bench.ExitAsync();
        bench.ExitCode.ShouldBe(0, bench.Error);
        foreach (string workload in new[] { "keyed-count, 1,000 keys", "keyed-count, 1,000,000 keys", "word-count, 1 MiB", "exchange, 100-byte records" })
        {
            bench.Output.ShouldContain($"### {workload}");
        }

        bench.Output.ShouldContain("Stalled receiver");
        File.Exists(Path.Combine(folder.Path, "bench-results.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_load_on_REST_is_answered_while_the_job_goes_on()
    {
        using var folder = new TestFolder();
        using var bench = WeirProcess.StartProgram(folder, "Weir.Bench.dll", "rest-load", "--rounds", "1", "--seconds", "1", "--rate", "50");
        await bench.ExitAsync();
        bench.ExitCode.ShouldBe(0, bench.ToString());
        bench.Output.ShouldContain("| cost |");
    }
}
