namespace Weir.EndToEnd;

/// <summary>State in RocksDB, in processes of their own.</summary>
public class RocksDbTests
{
    private static readonly string[] s_inRocksDb = ["-D", "weir.state.backend=rocksdb", "-D", "weir.state.rocksdb.memory=16MiB", "-D", "weir.checkpointing.interval=100ms"];

    [RocksDbFact]
    public async Task Output_is_exactly_once_when_processes_with_state_in_RocksDB_are_killed()
    {
        using var folder = new TestFolder();

        // So few lines a second that both are killed in the middle however slow they are, and all together soon read by the last one.
        var runs = WordCountRuns.Lasting(folder, seed: 11, TimeSpan.FromSeconds(120), linesPerSecond: 300);
        foreach (var parallelism in (string[])["2", "3"])
        {
            using var process = runs.Start([.. s_inRocksDb, "--from", "latest", "-p", parallelism]);
            await process.SaysAsync(said => said.Contains("(last #", StringComparison.Ordinal));
            await process.KillAsync();
            await runs.ShouldBePartAsync(process);
        }

        using var last = await runs.Fast().FinishAsync([.. s_inRocksDb, "--from", "latest", "-p", "1"]);
        last.ExitCode.ShouldBe(0, last.ToString());
        last.Error.ShouldContain("Goes on from checkpoint");
        await runs.ShouldBeExactAsync(last);
    }

    [RocksDbFact]
    public async Task Counts_of_300_thousand_words_in_8_MiB_are_exactly_once_after_a_kill()
    {
        const int Words = 300_000;
        const int WordsPerLine = 12;
        using var folder = new TestFolder();
        folder.Write("in/a.txt", string.Join('\n', Enumerable.Range(0, Words).Chunk(WordsPerLine).Select(line => $"often {string.Join(' ', line.Select(word => $"w{word}"))}")));
        string[] options = ["-D", "weir.state.backend=rocksdb", "-D", "weir.state.rocksdb.memory=8MiB", "-D", "weir.checkpointing.interval=200ms", "-p", "2"];
        var runs = new WordCountRuns(folder, passes: 1) { LinesPerSecond = 600 };
        using (var process = runs.Start(options))
        {
            await process.SaysAsync(said => said.Contains("(last #", StringComparison.Ordinal));
            await process.KillAsync();
            await runs.ShouldBePartAsync(process);
        }

        using var last = await runs.Fast().FinishAsync([.. options, "--from", "latest"]);
        last.ExitCode.ShouldBe(0, last.ToString());
        last.Error.ShouldContain("Goes on from checkpoint");
        await runs.ShouldBeExactAsync(last);
    }

    [Fact]
    public async Task A_node_without_the_library_fails_the_job_with_one_clear_line()
    {
        using var folder = new TestFolder();
        var runs = WordCountRuns.Over(folder, seed: 12, words: 1_000, passes: 1);
        using var process = await runs.FinishAsync([.. s_inRocksDb, "-D", "weir.state.rocksdb.library=/no/such/librocksdb.so"]);
        process.ExitCode.ShouldBe(1, process.ToString());
        process.Error.Split('\n').Count(line => line.Contains(
            "State is to be kept in RocksDB (weir.state.backend = rocksdb), and librocksdb cannot be loaded from /no/such/librocksdb.so: there is no such file; giving up",
            StringComparison.Ordinal)).ShouldBe(1, process.ToString());
    }
}
