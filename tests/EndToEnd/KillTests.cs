namespace Weir.EndToEnd;

/// <summary>kill -9 at any moment, and on from the latest checkpoint.</summary>
public class KillTests
{
    private const int Kills = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Output_is_exactly_once_however_often_the_process_is_killed_and_whatever_its_parallelism(int seed)
    {
        using var folder = new TestFolder();
        var runs = WordCountRuns.Over(folder, seed, words: 60_000, passes: 100);
        var random = new Random(seed);
        var history = new List<string> { $"seed {seed}" };
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = runs.Start(Options(random));
            if (await process.ExitsWithinAsync(TimeSpan.FromMilliseconds(random.Next(200, 2_500))))
            {
                process.ExitCode.ShouldBe(0, process.ToString());
                break;
            }

            await process.KillAsync();
            history.Add(process.ToString());
            await runs.ShouldBePartAsync(string.Join('\n', history));
        }

        using var last = await runs.FinishAsync(Options(random));
        history.Add(last.ToString());
        last.ExitCode.ShouldBe(0, string.Join('\n', history));
        await runs.ShouldBeExactAsync(string.Join('\n', history));
    }

    [Fact]
    public async Task With_at_least_once_no_count_is_too_small()
    {
        using var folder = new TestFolder();
        var runs = WordCountRuns.Over(folder, seed: 4, words: 40_000, passes: 60);
        var random = new Random(4);
        string[] mode = ["-D", "weir.checkpointing.mode=at-least-once"];
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = runs.Start([.. mode, .. Options(random)]);
            if (!await process.ExitsWithinAsync(TimeSpan.FromMilliseconds(random.Next(600, 2_000))))
            {
                await process.KillAsync();
            }
        }

        using var last = await runs.FinishAsync([.. mode, .. Options(random)]);
        last.ExitCode.ShouldBe(0, last.ToString());
        await runs.ShouldNotBeTooSmallAsync(last);
    }

    [Fact]
    public async Task A_job_that_has_finished_has_nothing_to_go_on_with()
    {
        using var folder = new TestFolder();
        var runs = WordCountRuns.Over(folder, seed: 5, words: 1_000, passes: 2);
        using var first = await runs.FinishAsync();
        first.ExitCode.ShouldBe(0, first.ToString());
        var before = folder.Entries();

        using var second = await runs.FinishAsync("--from", "latest");

        second.ExitCode.ShouldBe(0, second.ToString());
        second.Error.ShouldContain("nothing left to do");
        folder.Entries().ShouldBe(before);
        await runs.ShouldBeExactAsync(second);
    }

    [Fact]
    public async Task From_latest_without_any_earlier_run_starts_from_the_beginning()
    {
        using var folder = new TestFolder();
        var runs = WordCountRuns.Over(folder, seed: 6, words: 1_000, passes: 2);
        using var process = await runs.FinishAsync("--from", "latest");
        process.ExitCode.ShouldBe(0, process.ToString());
        process.Error.ShouldContain("it starts from the beginning");
        await runs.ShouldBeExactAsync(process);
    }

    private static string[] Options(Random random) =>
        ["--from", "latest", "--parallelism", $"{random.Next(1, 5)}", "-D", "weir.checkpointing.interval=100ms"];
}
