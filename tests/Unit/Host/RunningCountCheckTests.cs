using Weir.Host.Demo;

namespace Weir.Unit.Host;

public sealed class RunningCountCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Each_count_once_in_any_order_and_over_several_files_is_right()
    {
        Write("part-0", "b\t1\na\t2\n");
        Write("part-1", "a\t1\nγ\t1\na\t3\n");
        Write(".part-hidden", "a\t1\n");
        (await CheckAsync()).Differences.ShouldBe(0);
    }

    [Theory]
    [InlineData("a\t1\na\t2\nb\t1\nγ\t1\n", "a: 1 of 3 lines are missing, the first is a 3")]
    [InlineData("a\t1\na\t2\na\t2\na\t3\nb\t1\nγ\t1\n", "a 2 stands in the output more than once")]
    [InlineData("a\t1\na\t2\na\t3\na\t4\nb\t1\nγ\t1\n", "a is counted to 4, but occurs 3 times")]
    [InlineData("a\t1\na\t2\na\t3\nb\t1\nγ\t1\nc\t1\n", "c stands in the output, but not in the text")]
    [InlineData("a\t1\na\t2\na\t3\nb\t1\nγ\t1", "ends within a line")]
    [InlineData("a\t1\na\t2\na\t3\nb\t1\nγ 1\n", "has the line 'γ 1'")]
    [InlineData("a\t0\na\t1\na\t2\na\t3\nb\t1\nγ\t1\n", "a is counted to 0")]
    public async Task Every_kind_of_difference_is_found(string output, string problem)
    {
        Write("part-0", output);
        var check = await CheckAsync();
        check.Differences.ShouldBeGreaterThan(0);
        check.Problems.ShouldContain(text => text.Contains(problem));
    }

    [Fact]
    public async Task Long_runs_and_long_lines_are_read_whole()
    {
        var longWord = new string('x', 200_000);
        var expected = new Dictionary<string, long> { ["a"] = 100_000, [longWord] = 2 };
        Write("part-0", string.Concat(Enumerable.Range(1, 100_000).Select(count => $"a\t{count}\n")) + $"{longWord}\t1\n{longWord}\t2\n");
        var check = await CheckAsync(expected);
        check.Differences.ShouldBe(0);
        check.Lines.ShouldBe(100_002);
    }

    [Fact]
    public async Task Words_are_counted_as_runs_of_letters_and_digits_without_case()
    {
        Write("text", "The cat's 2 hats: THE Äpfel—äpfel, 𝔸b\r\nλΛ");
        var counts = await PlainWordCount.CountFolderAsync(_folder.FullName, 3, CancellationToken.None);
        counts.ShouldBe(
            new Dictionary<string, long> { ["the"] = 6, ["cat"] = 3, ["s"] = 3, ["2"] = 3, ["hats"] = 3, ["äpfel"] = 6, ["𝔸b"] = 3, ["λλ"] = 3 },
            ignoreOrder: true);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private async Task<RunningCountCheck> CheckAsync(Dictionary<string, long>? expected = null)
    {
        var check = new RunningCountCheck(expected ?? new() { ["a"] = 3, ["b"] = 1, ["γ"] = 1 });
        await check.ReadFolderAsync(_folder.FullName, CancellationToken.None);
        check.Finish();
        return check;
    }
}
