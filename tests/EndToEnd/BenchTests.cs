using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Bench.Harness;

namespace Weir.EndToEnd;

/// <summary>The benchmarks, so small that only their answers mean anything: each holds Weir's against that of its limit.</summary>
public sealed partial class BenchTests
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
    public async Task Unaligned_checkpoints_behind_a_slow_sink_do_not_wait_for_what_is_in_front_of_it()
    {
        using var folder = new TestFolder();
        using var bench = WeirProcess.StartProgram(folder, "Weir.Bench.dll", "unaligned", "--checkpoints", "6", "--keys", "50000", "--rate", "50000");
        await bench.ExitAsync();

        // Against an idle job's these few are too much a matter of chance.
        bench.ExitCode.ShouldBeOneOf([0, Goals.Missed], bench.ToString());
        var median = Figure(MedianBehindSlowSink(), bench);
        median.ShouldBeGreaterThan(0, bench.ToString());
        (4 * median).ShouldBeLessThan(Figure(AlignedWait(), bench), bench.ToString());
    }

    [RocksDbFact]
    public async Task The_memory_of_state_in_RocksDB_is_measured_beside_right_counts()
    {
        using var folder = new TestFolder();
        using var bench = WeirProcess.StartProgram(folder, "Weir.Bench.dll", "rocksdb-memory", "--keys", "300000", "--memory", "8");
        await bench.ExitAsync();

        // On a machine under load the cache may be late to give back what write buffers have taken.
        bench.ExitCode.ShouldBeOneOf([0, Goals.Missed], bench.ToString());
        bench.Output.ShouldContain("### rocksdb-memory, 300,000 keys, 8 MiB", Case.Sensitive, bench.ToString());
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

    private static double Figure(Regex line, WeirProcess bench)
    {
        var match = line.Match(bench.Output);
        match.Success.ShouldBeTrue(bench.ToString());
        return double.Parse(match.Groups["ms"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^\| backpressured \| (?<ms>[\d.]+) \|", RegexOptions.Multiline)]
    private static partial Regex MedianBehindSlowSink();

    [GeneratedRegex(@"An aligned barrier would wait (?<ms>\d+) ms")]
    private static partial Regex AlignedWait();

    private static (int ExitCode, string Line) Conclude(IEnumerable<string> misses)
    {
        var goals = new Goals();
        goals.Add(misses);
        using var error = new StringWriter();
        return (goals.Conclude(error), error.ToString().Trim());
    }
}
