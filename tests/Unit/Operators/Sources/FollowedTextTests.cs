using Weir.Operators.Connectors;
using Weir.Operators.Sources;

namespace Weir.Unit.Operators.Sources;

public sealed class FollowedTextTests : IDisposable
{
    private static readonly TextReadOptions Options = new() { Follow = true, PollInterval = TimeSpan.FromMilliseconds(1) };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reads_lines_as_they_are_completed()
    {
        var path = folder.Write("a.txt", "one\ntw");
        await using var harness = await StartAsync(path);
        harness.ReadAll();
        harness.Results.ShouldBe(["one"]);
        folder.Append("a.txt", "o\nthree");
        harness.ReadAll();
        harness.Results.ShouldBe(["one", "two"]);
        harness.ReadAll();
        folder.Append("a.txt", "\n");
        harness.ReadAll();
        harness.Results.ShouldBe(["one", "two", "three"]);
        harness.Read(0).ShouldBe(ReadStatus.Waiting);
    }

    [Fact]
    public async Task Follows_all_files_of_a_folder_by_turns()
    {
        folder.Write("a.txt", "a1\n");
        await using var harness = await StartAsync(folder.Path);
        harness.ReadAll();
        folder.Write("b.txt", "b1\n");
        await harness.DiscoverAsync();
        harness.UnassignedCount.ShouldBe(1);
        harness.Take(0);
        harness.ReadAll();
        folder.Append("a.txt", "a2\n");
        folder.Append("b.txt", "b2\n");
        await harness.DiscoverAsync();
        harness.UnassignedCount.ShouldBe(0);
        harness.ReadAll();
        harness.Results.Order(StringComparer.Ordinal).ShouldBe(["a1", "a2", "b1", "b2"]);
    }

    [Fact]
    public async Task Finds_no_file_twice_after_a_restore()
    {
        folder.Write("a.txt", "a1\n");
        var source = Source(folder.Path);
        SourceHarness<string, TextSplit>.Checkpoint checkpoint;
        await using (var harness = await SourceHarness<string, TextSplit>.StartAsync(source, 1))
        {
            harness.ReadAll();
            checkpoint = harness.Snapshot();
        }

        folder.Append("a.txt", "a2\n");
        folder.Write("b.txt", "b1\n");
        await using var restored = await SourceHarness<string, TextSplit>.StartAsync(source, 2, restored: checkpoint);
        restored.UnassignedCount.ShouldBe(1);
        restored.ReadAll();
        restored.Results.Order(StringComparer.Ordinal).ShouldBe(["a2", "b1"]);
    }

    [Fact]
    public async Task Fails_when_a_file_shrinks()
    {
        var path = folder.Write("a.txt", "one\ntwo\n");
        await using var harness = await StartAsync(path);
        harness.ReadAll();
        folder.Write("a.txt", "one\n");
        var error = Should.Throw<ConnectorException>(harness.ReadAll);
        error.Message.ShouldContain(path);
        error.Message.ShouldContain("shorter");
    }

    [Fact]
    public async Task Fails_when_a_part_of_a_line_vanishes()
    {
        var path = folder.Write("a.txt", "one\ntwo");
        await using var harness = await StartAsync(path);
        harness.ReadAll();
        folder.Write("a.txt", "one\nt");
        Should.Throw<ConnectorException>(harness.ReadAll);
    }

    [Fact]
    public async Task Fails_when_a_file_vanishes()
    {
        var path = folder.Write("a.txt", "one\n");
        await using var harness = await StartAsync(path);
        harness.ReadAll();
        File.Delete(path);
        Should.Throw<ConnectorException>(harness.ReadAll).Message.ShouldContain(path);
    }

    [Fact]
    public async Task Waits_until_it_should_look_again()
    {
        var path = folder.Write("a.txt", "one\n");
        await using var harness = await StartAsync(path);
        harness.ReadAll();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var wait = harness.Readers[0].Reader.WaitAsync(timeout.Token);
        await wait;
        wait.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void Never_ends() => Source(folder.Path).IsBounded.ShouldBeFalse();

    private static TextSource<string> Source(string path) => new(path, TextSourceTests.Decode, Options);

    private static Task<SourceHarness<string, TextSplit>> StartAsync(string path) =>
        SourceHarness<string, TextSplit>.StartAsync(Source(path), 1);
}
