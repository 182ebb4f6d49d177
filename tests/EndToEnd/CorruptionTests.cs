namespace Weir.EndToEnd;

/// <summary>Checkpoints that a disk has damaged.</summary>
public class CorruptionTests
{
    private static readonly string[] Options = ["-D", "weir.checkpointing.interval=100ms", "-D", "weir.checkpointing.num-retained=3"];

    [Fact]
    public async Task A_damaged_latest_checkpoint_is_skipped_for_the_next_older_one()
    {
        using var folder = new TestFolder();
        var runs = await KilledWithSeveralCheckpointsAsync(folder);
        var newest = folder.CompleteCheckpoints()[0];
        FlipOneByte(Path.Combine(newest, "_metadata"));

        using var process = await runs.FinishAsync([.. Options, "--from", "latest"]);

        process.ExitCode.ShouldBe(0, process.ToString());
        process.Error.ShouldContain($"checkpoint {Path.GetFileName(newest)["chk-".Length..]} can't be read and is skipped");
        await runs.ShouldBeExactAsync(process);
    }

    [Fact]
    public async Task A_damaged_state_file_is_noticed_too()
    {
        using var folder = new TestFolder();

        // So that no file of the newest is one of the others too.
        var runs = await KilledWithSeveralCheckpointsAsync(folder, "-D", "weir.checkpointing.incremental=false");
        var newest = folder.CompleteCheckpoints()[0];
        var states = Directory.EnumerateFiles(newest).Where(file => Path.GetFileName(file) != "_metadata").ToArray();
        states.ShouldNotBeEmpty("the state of this job is too large for the metadata file");
        FlipOneByte(states.Order(StringComparer.Ordinal).First());

        using var process = await runs.FinishAsync([.. Options, "--from", "latest"]);

        process.ExitCode.ShouldBe(0, process.ToString());
        process.Error.ShouldContain("can't be read and is skipped");
        await runs.ShouldBeExactAsync(process);
    }

    [Fact]
    public async Task Without_a_readable_checkpoint_the_job_refuses_to_start_empty()
    {
        using var folder = new TestFolder();
        var runs = await KilledWithSeveralCheckpointsAsync(folder);
        foreach (var checkpoint in folder.CompleteCheckpoints())
        {
            FlipOneByte(Path.Combine(checkpoint, "_metadata"));
        }

        var committed = Directory.GetFiles(folder.Output, "part-*").Order(StringComparer.Ordinal).ToArray();
        using var process = await runs.FinishAsync([.. Options, "--from", "latest"]);

        process.ExitCode.ShouldBeOneOf(1, 2);
        process.Error.ShouldContain("checkpoint");
        Directory.GetFiles(folder.Output, "part-*").Order(StringComparer.Ordinal).ToArray().ShouldBe(committed, ignoreOrder: false, process.ToString());
        await runs.ShouldBePartAsync(process);
    }

    private static async Task<WordCountRuns> KilledWithSeveralCheckpointsAsync(TestFolder folder, params string[] options)
    {
        var runs = WordCountRuns.Over(folder, seed: 11, words: 60_000, passes: 50);
        using var process = runs.StartSlowly([.. Options, .. options]);
        await process.SaysAsync(text => text.Contains("checkpoints (last", StringComparison.Ordinal));
        await process.KillAsync();
        folder.CompleteCheckpoints().Count.ShouldBeGreaterThanOrEqualTo(2, process.ToString());
        return runs;
    }

    private static void FlipOneByte(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }
}
