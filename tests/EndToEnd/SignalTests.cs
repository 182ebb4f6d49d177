using System.Runtime.InteropServices;

namespace Weir.EndToEnd;

public class SignalTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task A_signal_cancels_the_job_and_a_later_run_goes_on(PosixSignal signal, int exitCode)
    {
        using var folder = new TestFolder();
        var runs = WordCountRuns.Over(folder, seed: 21, words: 60_000, passes: 50);
        using var process = runs.StartSlowly("-D", "weir.checkpointing.interval=100ms");
        await process.SaysAsync(text => text.Contains("(last #", StringComparison.Ordinal));

        process.Signal(signal);
        await process.ExitAsync();

        process.ExitCode.ShouldBe(exitCode, process.ToString());
        process.Error.ShouldContain("word-count cancelled");
        await runs.ShouldBePartAsync(process);

        using var last = await runs.FinishAsync("--from", "latest");
        last.ExitCode.ShouldBe(0, last.ToString());
        last.Error.ShouldContain("Goes on from checkpoint");
        await runs.ShouldBeExactAsync(last);
    }

    [Fact]
    public async Task Cancelled_with_its_checkpoints_deleted_a_job_leaves_no_hidden_files()
    {
        using var folder = new TestFolder();
        var runs = WordCountRuns.Over(folder, seed: 22, words: 60_000, passes: 50);
        using var process = runs.StartSlowly("-D", "weir.checkpointing.interval=100ms", "-D", "weir.checkpointing.retention=delete-on-cancellation");
        await process.SaysAsync(text => text.Contains("(last #", StringComparison.Ordinal));

        process.Signal(PosixSignal.SIGINT);
        await process.ExitAsync();

        process.ExitCode.ShouldBe(130, process.ToString());
        folder.HiddenOutput().ShouldBeEmpty(process.ToString());
        folder.CompleteCheckpoints().ShouldBeEmpty();
        await runs.ShouldBePartAsync(process);
    }
}
