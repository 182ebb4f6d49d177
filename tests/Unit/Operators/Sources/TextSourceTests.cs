using System.Text;
using Weir.Operators.Connectors;
using Weir.Operators.Functions;
using Weir.Operators.Sources;

namespace Weir.Unit.Operators.Sources;

public sealed class TextSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("one", new[] { "one" })]
    [InlineData("one\n", new[] { "one" })]
    [InlineData("one\ntwo", new[] { "one", "two" })]
    [InlineData("one\r\ntwo\r\n", new[] { "one", "two" })]
    [InlineData("\n\n", new[] { "", "" })]
    [InlineData("\r\n", new[] { "" })]
    [InlineData("one\rtwo\n", new[] { "one\rtwo" })]
    [InlineData("one\n\ntwo\n", new[] { "one", "", "two" })]
    [InlineData("\uFEFFone\ntwo\n", new[] { "one", "two" })]
    [InlineData("one\n\uFEFFtwo\n", new[] { "one", "\uFEFFtwo" })]
    [InlineData("\uFEFF", new[] { "" })]
    public async Task Cuts_a_text_into_lines(string text, string[] lines) =>
        (await ReadAsync(folder.Write("a.txt", text))).ShouldBe(lines);

    [Fact]
    public async Task Replaces_malformed_UTF8()
    {
        var path = folder.Write("a.txt", [(byte)'a', 0xFF, (byte)'b', (byte)'\n', 0xE2, 0x82]);
        (await ReadAsync(path)).ShouldBe(["a\uFFFDb", "\uFFFD"]);
    }

    [Fact]
    public async Task Reads_lines_across_the_borders_of_its_buffer()
    {
        var lines = new List<string>();
        foreach (var length in (int[])[TextFile.BufferBytes - 2, 1, 0, TextFile.BufferBytes - 1, TextFile.BufferBytes, 5, (3 * TextFile.BufferBytes) + 7, 2])
        {
            lines.Add(new string((char)('a' + (lines.Count % 26)), length));
        }

        (await ReadAsync(folder.Write("lf.txt", string.Join('\n', lines) + "\n"))).ShouldBe(lines);
        (await ReadAsync(folder.Write("crlf.txt", string.Join("\r\n", lines) + "\r\n"))).ShouldBe(lines);
        (await ReadAsync(folder.Write("no-end.txt", string.Join("\r\n", lines)))).ShouldBe(lines);
    }

    [Fact]
    public async Task Refuses_a_line_that_is_longer_than_allowed()
    {
        var path = folder.Write("a.txt", "short\n" + new string('x', 50) + "\nshort\n");
        (await ReadAsync(path, new TextReadOptions { MaxLineBytes = 50 })).Count.ShouldBe(3);
        var error = await Should.ThrowAsync<ConnectorException>(() => ReadAsync(path, new TextReadOptions { MaxLineBytes = 49 }));
        error.Message.ShouldContain(path);
        error.Message.ShouldContain("MaxLineBytes");

        var endless = folder.Write("b.txt", new string('x', TextFile.BufferBytes * 2));
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync(endless, new TextReadOptions { MaxLineBytes = 1000 }))).Message.ShouldContain("byte 0");
    }

    [Fact]
    public async Task Reads_a_folder_with_its_subfolders_but_no_hidden_files()
    {
        folder.Write("b.txt", "b");
        folder.Write("sub/a.txt", "a");
        folder.Write(".hidden", "no");
        folder.Write(".git/config", "no");
        folder.Write("empty.txt", "");
        (await ReadAsync(folder.Path)).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task Follows_links_to_files_and_not_to_folders()
    {
        var target = folder.Write(".real/a.txt", "linked");
        File.CreateSymbolicLink(folder.PathOf("link.txt"), target);
        Directory.CreateSymbolicLink(folder.PathOf("circle"), folder.Path);
        (await ReadAsync(folder.Path)).ShouldBe(["linked"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Reads_the_input_as_often_as_asked(int passes)
    {
        folder.Write("a.txt", "1\n2\n3");
        folder.Write("b.txt", "4\n");
        var lines = await ReadAsync(folder.Path, new TextReadOptions { Passes = passes, SplitBytes = 3 }, parallelism: 3);
        lines.GroupBy(static line => line).OrderBy(static group => group.Key).Select(static group => (group.Key, group.Count()))
            .ShouldBe([("1", passes), ("2", passes), ("3", passes), ("4", passes)]);
    }

    [Theory]
    [InlineData(1, 2, 8)]
    [InlineData(3, 2, 9)]
    [InlineData(20, 2, 20)]
    [InlineData(20, 64, 260)]
    public async Task Queues_no_more_splits_than_readers_need(int files, int parallelism, int expected)
    {
        for (var file = 0; file < files; file++)
        {
            folder.Write($"{file}.txt", "1\n");
        }

        var source = new TextSource<string>(folder.Path, Decode, new TextReadOptions { Passes = 10_000 });
        await using var enumerator = source.CreateEnumerator(new EnumeratorContext("job", "lines", parallelism));
        await enumerator.StartAsync(null, CancellationToken.None);
        var splits = await enumerator.DiscoverAsync(CancellationToken.None);

        splits.Count.ShouldBeInRange(files, expected);
        splits.Count.ShouldBeGreaterThanOrEqualTo(Math.Min(2 * parallelism, expected));
        splits.GroupBy(split => split.Path).ShouldAllBe(group => group.Sum(split => split.Passes) == 10_000);
    }

    [Fact]
    public async Task Gives_all_readers_work_when_one_file_is_read_several_times()
    {
        folder.Write("a.txt", string.Concat(Enumerable.Repeat("x\n", 10_000)));
        await using var harness = await StartAsync(folder.Path, new TextReadOptions { Passes = 4 }, 4);
        harness.ReadAll();
        harness.Readers.ShouldAllBe(static reader => reader.Items.Count == 10_000);
    }

    [Fact]
    public async Task Goes_on_where_a_snapshot_was_taken_at_any_parallelism()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var expected = new List<string>();
            for (var file = 0; file < random.Next(1, 4); file++)
            {
                expected.AddRange(WriteRandomFile($"seed{seed}/{file}.txt", random));
            }

            var passes = random.Next(1, 4);
            var options = new TextReadOptions { Passes = passes, SplitBytes = random.Next(1, 5000) };
            var lines = await ReadWithRestoresAsync(folder.PathOf($"seed{seed}"), options, random);
            lines.Order(StringComparer.Ordinal).ShouldBe(
                Enumerable.Repeat(expected, passes).SelectMany(static line => line).Order(StringComparer.Ordinal), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Stays_within_the_length_that_the_file_had_when_it_was_found()
    {
        var path = folder.Write("a.txt", "one\ntwo");
        await using var harness = await StartAsync(path, new TextReadOptions { Passes = 2 }, 1);
        folder.Append("a.txt", "more\nthree\n");
        harness.ReadAll();
        harness.Results.ShouldBe(["one", "two", "one", "two"]);
    }

    [Fact]
    public async Task Fails_when_a_file_has_become_shorter()
    {
        var path = folder.Write("a.txt", "one\ntwo\nthree\n");
        await using var harness = await StartAsync(path, new TextReadOptions(), 1);
        folder.Write("a.txt", "one\n");
        var error = Should.Throw<ConnectorException>(harness.ReadAll);
        error.Message.ShouldContain(path);
        error.Message.ShouldContain("shorter");
    }

    [Fact]
    public async Task Fails_when_a_file_has_vanished()
    {
        var path = folder.Write("a.txt", "one\n");
        await using var harness = await StartAsync(path, new TextReadOptions(), 1);
        File.Delete(path);
        Should.Throw<ConnectorException>(harness.ReadAll).Message.ShouldContain(path);
    }

    [Fact]
    public async Task Knows_line_and_byte_of_what_it_reads()
    {
        var path = folder.Write("a.txt", "one\r\ntwo\nthree\n");
        await using var harness = await StartAsync(path, new TextReadOptions(), 1, static (line, output) =>
        {
            if (line.SequenceEqual("three"u8))
            {
                throw new FormatException("three");
            }

            output.Add(Encoding.UTF8.GetString(line));
        });
        Should.Throw<FormatException>(harness.ReadAll);
        harness.Readers[0].Output.DescribeLastPosition().ShouldBe($"{path}, line 3, byte 9");
    }

    [Fact]
    public void Refuses_a_missing_input_before_the_start()
    {
        var path = folder.PathOf("missing");
        var source = new TextSource<string>(path, Decode);
        Should.Throw<ConnectorException>(source.CheckStartup).Message.ShouldContain($"'{path}' does not exist");
    }

    [Fact]
    public async Task Refuses_a_missing_input_at_the_start()
    {
        var source = new TextSource<string>(folder.PathOf("missing"), Decode);
        await using var enumerator = source.CreateEnumerator(new EnumeratorContext("job", "source", 1));
        await Should.ThrowAsync<ConnectorException>(async () => await enumerator.StartAsync(null, CancellationToken.None));
    }

    [Fact]
    public void Accepts_a_file_and_a_folder_before_the_start()
    {
        var path = folder.Write("a.txt", "one\n");
        Should.NotThrow(new TextSource<string>(path, Decode).CheckStartup);
        Should.NotThrow(new TextSource<string>(folder.Path, Decode).CheckStartup);
    }

    [Theory]
    [InlineData(0, 1L)]
    [InlineData(1, 0L)]
    public void Refuses_options_out_of_range(int passes, long splitBytes) =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new TextSource<string>("a.txt", Decode, new TextReadOptions { Passes = passes, SplitBytes = splitBytes }));

    [Fact]
    public void Refuses_several_passes_over_a_followed_input() =>
        Should.Throw<ArgumentException>(() => new TextSource<string>("a.txt", Decode, new TextReadOptions { Passes = 2, Follow = true }))
            .Message.ShouldContain("Follow");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Keeps_to_its_rate(int parallelism)
    {
        folder.Write("a.txt", string.Concat(Enumerable.Range(0, 2_000).Select(static line => $"{line}\n")));
        var time = new ManualTime();
        var source = new TextSource<string>(folder.Path, Decode, new TextReadOptions { LinesPerSecond = 1_000, SplitBytes = 1_000 });
        await using var harness = await SourceHarness<string, TextSplit>.StartAsync(source, parallelism, time);
        harness.ReadAll();
        harness.Results.Count().ShouldBeLessThanOrEqualTo(parallelism);
        for (var tick = 0; tick < 100; tick++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            harness.ReadAll();
        }

        harness.Results.Count().ShouldBeInRange(990, 1_010);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void Refuses_a_rate_that_is_none(double rate) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TextSource<string>("a.txt", Decode, new TextReadOptions { LinesPerSecond = rate }));

    internal static void Decode(ReadOnlySpan<byte> line, Collector<string> output) => output.Add(Encoding.UTF8.GetString(line));

    private static Task<SourceHarness<string, TextSplit>> StartAsync(
        string path, TextReadOptions options, int parallelism, LineDecoder<string>? decoder = null) =>
        SourceHarness<string, TextSplit>.StartAsync(
            new TextSource<string>(path, decoder ?? Decode, options), parallelism, tracksPositions: true);

    private static async Task<List<string>> ReadAsync(string path, TextReadOptions? options = null, int parallelism = 1)
    {
        await using var harness = await StartAsync(path, options ?? new TextReadOptions(), parallelism);
        harness.ReadAll();
        return [.. harness.Results];
    }

    private static async Task<List<string>> ReadWithRestoresAsync(string path, TextReadOptions options, Random random)
    {
        var source = new TextSource<string>(path, Decode, options);
        var results = new List<string>();
        SourceHarness<string, TextSplit>.Checkpoint? checkpoint = null;
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var parallelism = random.Next(1, 4);
            await using var harness = await SourceHarness<string, TextSplit>.StartAsync(source, parallelism, restored: checkpoint);
            for (var read = random.Next(0, 30); read > 0; read--)
            {
                harness.Read(random.Next(parallelism));
            }

            checkpoint = harness.Snapshot();
            results.AddRange(checkpoint.Results);

            // Lost with the failure, and read again.
            harness.Read(random.Next(parallelism));
        }

        await using var last = await SourceHarness<string, TextSplit>.StartAsync(source, 2, restored: checkpoint);
        last.ReadAll();
        results.AddRange(last.Results);
        return results;
    }

    private List<string> WriteRandomFile(string name, Random random)
    {
        var text = new StringBuilder();
        var lines = new List<string>();
        for (var count = random.Next(0, 3000); count > 0; count--)
        {
            var line = new string('x', random.Next(0, random.Next(0, 3) == 0 ? 200 : 3)) + count;
            lines.Add(line);
            text.Append(line).Append(random.Next(2) == 0 ? "\n" : "\r\n");
        }

        if (random.Next(2) == 0)
        {
            lines.Add("last");
            text.Append("last");
        }

        folder.Write(name, text.ToString());
        return lines;
    }
}
