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
