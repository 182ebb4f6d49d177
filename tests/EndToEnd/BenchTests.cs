using Weir.Bench.Harness;

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
        bench.Output.ShouldContain("| cost |", Case.Sensitive, bench.ToString());

        // What a second costs is chance, and may miss the goal.
        bench.ExitCode.ShouldBeOneOf([0, Goals.Missed], bench.ToString());
        bench.Error.Contains("A goal is missed: rest-load: 50 requests/s cost ", StringComparison.Ordinal).ShouldBe(bench.ExitCode == Goals.Missed, bench.ToString());
    }

    [Fact]
    public void Goals_that_are_missed_are_named_in_one_line_and_in_the_exit_code()
    {
        var weir = new Contender("weir", _ => throw new NotSupportedException());
        var limit = new Contender("limit", _ => throw new NotSupportedException());
        var workload = new Workload("count", new Dictionary<string, double> { ["limit"] = 0.5 }, [weir, limit], []);
        Report Measured(double seconds, double latency) => new(workload, new Dictionary<string, IReadOnlyList<Measurement>>
        {
            ["weir"] = [new(1_000, TimeSpan.FromSeconds(seconds), Result: null) { Figures = [new("latency", latency, "ms", Most: 10)] }],
            ["limit"] = [new(1_000, TimeSpan.FromSeconds(1), Result: null)],
        });

        Conclude(Measured(seconds: 2, latency: 10).Misses()).ShouldBe((0, ""));
        Conclude(Measured(seconds: 4, latency: 10).Misses()).ShouldBe((Goals.Missed, "A goal is missed: count: weir ÷ limit is 0.250, goal ≥ 0.5"));
        Conclude(Measured(seconds: 4, latency: 11).Misses()).ShouldBe(
            (Goals.Missed, "2 goals are missed: count: weir ÷ limit is 0.250, goal ≥ 0.5; count: weir: latency is 11.00 ms, goal ≤ 10 ms"));
    }

    private static (int ExitCode, string Line) Conclude(IEnumerable<string> misses)
    {
        var goals = new Goals();
        goals.Add(misses);
        using var error = new StringWriter();
        return (goals.Conclude(error), error.ToString().Trim());
    }
}
