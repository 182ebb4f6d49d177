using Weir.EndToEnd.Jobs;

namespace Weir.EndToEnd;

/// <summary>A user function that throws.</summary>
public class FailureTests
{
    [Fact]
    public async Task The_job_restarts_as_configured_and_then_shows_what_threw_and_where()
    {
        using var folder = new TestFolder();
        var input = folder.Write("numbers.txt", "1\n2\n3\nfour\n5\n");

        using var process = await WeirProcess.RunAsync(
            folder,
            ["run", typeof(ThrowingJob).Assembly.Location, "--class", nameof(ThrowingJob), .. FixedDelay(attempts: 2), "--", input]);

        process.ExitCode.ShouldBe(1, process.ToString());
        process.Error.ShouldContain("2 restarts");
        process.Error.ShouldContain(ThrowingJob.OperatorName);
        process.Error.ShouldContain("1/1", Case.Sensitive, "the subtask");
        process.Error.ShouldContain($"{input}, line 4");
        process.Error.ShouldContain(typeof(FormatException).FullName!);
        process.Error.ShouldContain($"{nameof(ThrowingJob)}.{nameof(ThrowingJob.ParseStrictly)}", Case.Sensitive, "the user's own stack trace");
    }

    [Fact]
    public async Task A_function_that_throws_once_does_not_change_the_result()
    {
        using var folder = new TestFolder();
        var input = folder.Write("numbers.txt", string.Concat(Enumerable.Range(1, 1_000).Select(number => $"{number}\n")));
        var marker = Path.Combine(folder.Path, "has-thrown");

        using var process = await WeirProcess.RunAsync(
            folder,
            ["run", typeof(ThrowingOnceJob).Assembly.Location, "--class", nameof(ThrowingOnceJob), .. FixedDelay(attempts: 1), "--", input, folder.Output, marker]);

        process.ExitCode.ShouldBe(0, process.ToString());
        File.Exists(marker).ShouldBeTrue();
        Directory.EnumerateFiles(folder.Output).SelectMany(File.ReadLines).Select(int.Parse).Order().ShouldBe(Enumerable.Range(1, 1_000));
    }

    [Fact]
    public async Task A_bad_line_fails_odd_even_when_it_is_strict()
    {
        using var folder = new TestFolder();
        var input = folder.Write("numbers.txt", "1\n2\nthree\n4\n");

        using var process = await WeirProcess.RunAsync(folder, ["run", "odd-even", "-D", "weir.checkpointing.restart.strategy=none", "--", "--input", input, "--strict"]);

        process.ExitCode.ShouldBe(1, process.ToString());
        process.Error.ShouldContain("three");
        process.Error.ShouldContain("line 3");
    }

    [Fact]
    public async Task A_bad_line_is_counted_by_odd_even_when_it_is_not()
    {
        using var folder = new TestFolder();
        var input = folder.Write("numbers.txt", "1\n2\nthree\n4\n5\n");

        using var process = await WeirProcess.RunAsync(folder, ["run", "odd-even", "--", "--input", input]);

        process.ExitCode.ShouldBe(0, process.ToString());
        (process.Output + process.Error).ShouldContain("6", Case.Sensitive, "both sums are 6");
    }

    private static string[] FixedDelay(int attempts) =>
    [
        "-D", "weir.checkpointing.restart.strategy=fixed-delay",
        "-D", $"weir.checkpointing.restart.fixed-delay.attempts={attempts}",
        "-D", "weir.checkpointing.restart.fixed-delay.delay=10ms",
    ];
}
