using Weir.Operators.Connectors;
using Weir.Operators.Sinks;
using Weir.Unit.Operators.Sources;

namespace Weir.Unit.Operators.Sinks;

public sealed class FileSinkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private string Output => folder.PathOf("out");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, 1 << 20)]
    [InlineData(true, 200)]
    [InlineData(false, 1 << 20)]
    [InlineData(false, 200)]
    public async Task Shows_each_record_exactly_once_whatever_crashes_when(bool rollAtCheckpoint, int rollBytes)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var options = new FileSinkOptions
            {
                RollAtCheckpoint = rollAtCheckpoint, RollBytes = rollBytes, RollInterval = TimeSpan.FromHours(1),
            };
            var simulation = new FileSinkSimulation(folder.PathOf($"{seed}"), options, new Random(seed), recordCount: 600);
            await simulation.RunAsync(crashes: seed % 12);
            simulation.AssertResult($"seed {seed}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaves_no_hidden_file_of_a_cancelled_job_that_nothing_names(bool rollAtCheckpoint)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var options = new FileSinkOptions { RollAtCheckpoint = rollAtCheckpoint, RollBytes = 300 };
            var simulation = new FileSinkSimulation(folder.PathOf($"{seed}"), options, new Random(seed), recordCount: 600);
            await simulation.CancelAsync(keepsCheckpoint: false);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keeps_what_the_kept_checkpoint_of_a_cancelled_job_names(bool rollAtCheckpoint)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var options = new FileSinkOptions { RollAtCheckpoint = rollAtCheckpoint, RollBytes = 300 };
            var simulation = new FileSinkSimulation(folder.PathOf($"{seed}"), options, new Random(seed), recordCount: 600);
            await simulation.CancelAsync(keepsCheckpoint: true);
            if (Directory.GetFiles(folder.PathOf($"{seed}")).Length > 0)
            {
                simulation.AssertResult($"seed {seed}");
            }
        }
    }

    [Fact]
    public async Task Hides_a_file_until_it_is_committed()
    {
        var sink = Sink();
        await using var writer = await OpenAsync(sink);
        writer.Write([1, 2, 3], []);
        Directory.GetFiles(Output, "part*").ShouldBeEmpty();
        var committables = new List<PendingFile>();
        writer.Prepare(1, false, committables);
        Directory.GetFiles(Output, "part*").ShouldBeEmpty();
        await CommitAsync(sink, committables);
        var file = Directory.GetFiles(Output).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldBe("part-0123456789ab-0-0");
        File.ReadAllText(file).ShouldBe("1\n2\n3\n");
    }

    [Fact]
    public async Task Makes_no_file_without_records()
    {
        var sink = Sink();
        await using var writer = await OpenAsync(sink);
        var committables = new List<PendingFile>();
        writer.Prepare(1, true, committables);
        committables.ShouldBeEmpty();
        Directory.GetFiles(Output).ShouldBeEmpty();
    }

    [Fact]
    public async Task Begins_a_new_file_when_one_is_large_enough()
    {
        var sink = Sink(new FileSinkOptions { RollBytes = 4 });
        await using var writer = await OpenAsync(sink);
        writer.Write([1], []);
        writer.Write([2], []);
        writer.Write([3], []);
        var committables = new List<PendingFile>();
        writer.Prepare(1, false, committables);
        committables.Select(static file => file.Length).ShouldBe([4, 2]);
    }

    [Fact]
    public async Task Begins_a_new_file_when_one_is_old_enough()
    {
        var sink = Sink(new FileSinkOptions { RollInterval = TimeSpan.FromMinutes(1), RollAtCheckpoint = false });
        await using var writer = await OpenAsync(sink);
        writer.NextTimeMs.ShouldBe(long.MaxValue);
        writer.Write([1], []);
        var due = writer.NextTimeMs;
        due.ShouldBe(time.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds());
        var committables = new List<PendingFile>();
        writer.OnTime(due - 1);
        writer.Prepare(1, false, committables);
        committables.ShouldBeEmpty();
        writer.OnTime(due);
        writer.NextTimeMs.ShouldBe(long.MaxValue);
        writer.Prepare(2, false, committables);
        committables.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Keeps_a_file_open_over_checkpoints_if_told_so()
    {
        var sink = Sink(new FileSinkOptions { RollAtCheckpoint = false });
        await using var writer = await OpenAsync(sink);
        var committables = new List<PendingFile>();
        writer.Write([1], []);
        writer.Prepare(1, false, committables);
        writer.Snapshot(1).OpenFile!.Length.ShouldBe(2);
        writer.Write([2], []);
        writer.Prepare(2, false, committables);
        writer.Snapshot(2).OpenFile!.Length.ShouldBe(4);
        committables.ShouldBeEmpty();
        writer.Prepare(3, true, committables);
        writer.Snapshot(3).OpenFile.ShouldBeNull();
        committables.ShouldHaveSingleItem().Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_writer_that_stood_still_does_not_reach_the_file_that_its_successor_has_taken_over()
    {
        var sink = Sink(new FileSinkOptions { RollAtCheckpoint = false });
        await using var late = await OpenAsync(sink);
        late.Write([1], []);
        late.Prepare(1, false, []);
        var state = late.Snapshot(1);

        await using var successor = await OpenAsync(sink, state);
        late.Write([2, 3, 4], []);
        late.Prepare(2, true, []);
        late.Snapshot(2);

        var committables = new List<PendingFile>();
        successor.Prepare(3, true, committables);
        await CommitAsync(sink, committables);
        File.ReadAllText(Directory.GetFiles(Output).ShouldHaveSingleItem()).ShouldBe("1\n");
    }

    [Fact]
    public async Task Commits_twice_without_effect()
    {
        var sink = Sink();
        var committables = await WriteAndPrepareAsync(sink);
        await CommitAsync(sink, committables);
        await CommitAsync(sink, committables);
        File.ReadAllText(Directory.GetFiles(Output).ShouldHaveSingleItem()).ShouldBe("1\n");
    }

    [Fact]
    public async Task Fails_to_commit_what_is_missing_and_names_both_files()
    {
        var sink = Sink();
        var committables = await WriteAndPrepareAsync(sink);
        File.Delete(Path.Combine(Output, committables[0].HiddenName));
        var error = await Should.ThrowAsync<ConnectorException>(() => CommitAsync(sink, committables));
        error.Message.ShouldContain(Path.Combine(Output, committables[0].HiddenName));
        error.Message.ShouldContain(Path.Combine(Output, committables[0].FinalName));
    }

    [Fact]
    public async Task Goes_on_after_a_restore_when_a_committed_file_has_been_moved_away()
    {
        var sink = Sink();
        var committables = await WriteAndPrepareAsync(sink);
        await CommitAsync(sink, committables);
        File.Delete(Path.Combine(Output, committables[0].FinalName));
        var warnings = new List<string>();
        await using var committer = sink.CreateCommitter(
            new SinkContext(FileSinkSimulation.JobId, "job", "sink", 0, 1, 0, TimeProvider.System) { Warn = warnings.Add });

        await ((IRecommitter<PendingFile>)committer).RecommitAsync(committables, CancellationToken.None);

        warnings.ShouldHaveSingleItem().ShouldContain(Path.Combine(Output, committables[0].FinalName));
    }

    [Fact]
    public async Task Commits_after_a_restore_what_is_still_hidden()
    {
        var sink = Sink();
        var committables = await WriteAndPrepareAsync(sink);
        await using var committer = sink.CreateCommitter(new SinkContext(FileSinkSimulation.JobId, "job", "sink", 0, 1, 0, TimeProvider.System));

        await ((IRecommitter<PendingFile>)committer).RecommitAsync(committables, CancellationToken.None);

        File.ReadAllText(Directory.GetFiles(Output).ShouldHaveSingleItem()).ShouldBe("1\n");
    }

    [Fact]
    public async Task Replaces_no_file_when_it_commits()
    {
        var sink = Sink();
        var committables = await WriteAndPrepareAsync(sink);
        var final = folder.Write("out/" + committables[0].FinalName, "of another");

        (await Should.ThrowAsync<ConnectorException>(() => CommitAsync(sink, committables))).Message.ShouldContain("exists already");

        File.ReadAllText(final).ShouldBe("of another");
        File.Exists(Path.Combine(Output, committables[0].HiddenName)).ShouldBeTrue();
    }

    [Fact]
    public async Task Fails_to_commit_what_was_changed()
    {
        var sink = Sink();
        var committables = await WriteAndPrepareAsync(sink);
        File.AppendAllText(Path.Combine(Output, committables[0].HiddenName), "more");
        (await Should.ThrowAsync<ConnectorException>(() => CommitAsync(sink, committables))).Message.ShouldContain("6 bytes, but 2");
    }

    [Fact]
    public async Task Touches_nothing_but_its_own_files()
    {
        folder.Write("out/part-other-0-0", "other job");
        folder.Write("out/.part-other-0-0", "other job");
        folder.Write("out/notes.txt", "user");
        folder.Write("out/part-0123456789ab-0-0.bak", "user");
        folder.Write("out/part-0123456789ab-0-7", "this job, abandoned");
        await using var writer = await OpenAsync(Sink());
        folder.Files().ShouldBeEmpty();
        Directory.GetFiles(Output).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe([".part-other-0-0", "notes.txt", "part-0123456789ab-0-0.bak", "part-other-0-0"]);
    }

    [Fact]
    public async Task Says_when_two_sinks_of_a_job_would_write_the_same_file()
    {
        await using var first = await OpenAsync(Sink());
        await using var second = await OpenAsync(Sink());
        first.Write([1], []);
        var error = Should.Throw<ConnectorException>(() => second.Write([1], []));
        error.Message.ShouldContain("FilePrefix");
    }

    [Fact]
    public void Accepts_a_folder_that_does_not_exist_yet_and_leaves_nothing_behind()
    {
        Should.NotThrow(new FileSink<int>(folder.PathOf("a/b/c"), FileSinkSimulation.Encode).CheckStartup);
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Refuses_a_folder_that_is_a_file_before_the_start()
    {
        var file = folder.Write("out", "a file");
        foreach (var path in (string[])[file, Path.Combine(file, "sub")])
        {
            Should.Throw<ConnectorException>(new FileSink<int>(path, FileSinkSimulation.Encode).CheckStartup)
                .Message.ShouldContain($"'{file}' is a file");
        }
    }

    [Fact]
    public void Refuses_a_folder_that_cannot_be_written_before_the_start()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // The kernel's own files: not even root can add one.
        Should.Throw<ConnectorException>(new FileSink<int>("/proc/weir-out", FileSinkSimulation.Encode).CheckStartup)
            .Message.ShouldContain("/proc");
    }

    [Fact]
    public async Task A_former_attempt_that_goes_on_leaves_the_files_of_its_successor_alone()
    {
        var sink = Sink();
        var former = await OpenAsync(sink, attempt: 1, []);
        former.Write([1], []);
        var successor = await OpenAsync(sink, attempt: 2, []);
        successor.Write([2], []);
        var committables = new List<PendingFile>();
        successor.Prepare(1, true, committables);

        former.Write([3], []);
        await former.DisposeAsync();
        await CommitAsync(sink, committables);

        File.ReadAllText(Path.Combine(Output, committables.ShouldHaveSingleItem().FinalName)).ShouldBe("2\n");
        await successor.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".x")]
    [InlineData("a/b")]
    public void Refuses_a_prefix_that_is_none(string prefix) =>
        Should.Throw<ArgumentException>(() => Sink(new FileSinkOptions { FilePrefix = prefix }));

    private static Task CommitAsync(FileSink<int> sink, List<PendingFile> committables) =>
        sink.CreateCommitter(new SinkContext(FileSinkSimulation.JobId, "job", "sink", 0, 1, 0, TimeProvider.System))
            .CommitAsync(committables, CancellationToken.None);

    private async Task<List<PendingFile>> WriteAndPrepareAsync(FileSink<int> sink)
    {
        await using var writer = await OpenAsync(sink);
        writer.Write([1], []);
        var committables = new List<PendingFile>();
        writer.Prepare(1, false, committables);
        return committables;
    }

    private FileSink<int> Sink(FileSinkOptions? options = null) => new(Output, FileSinkSimulation.Encode, options);

    private Task<ITwoPhaseSinkWriter<int, FileSinkState, PendingFile>> OpenAsync(FileSink<int> sink, params FileSinkState[] restored) =>
        OpenAsync(sink, attempt: 0, restored);

    private async Task<ITwoPhaseSinkWriter<int, FileSinkState, PendingFile>> OpenAsync(FileSink<int> sink, int attempt, FileSinkState[] restored) =>
        await sink.OpenWriterAsync(
            new SinkContext(FileSinkSimulation.JobId, "job", "sink", 0, 1, attempt, time), restored.Length == 0 ? null : restored, CancellationToken.None);
}
