using System.Globalization;
using Weir.Host.Demo;

namespace Weir.EndToEnd;

/// <summary>Runs of the word-count sample over the text of one folder, and the check of what they committed.</summary>
internal sealed class WordCountRuns(TestFolder folder, int passes)
{
    private const string Input = "in";

    public static WordCountRuns Over(TestFolder folder, int seed, int words, int passes)
    {
        folder.Write($"{Input}/a.txt", RandomText.Create(seed, words / 2));
        folder.Write($"{Input}/more/b.txt", RandomText.Create(seed + 1, words / 2));
        return new WordCountRuns(folder, passes);
    }

    /// <summary>So many lines are read each second, by all subtasks together; null: as many as can be.</summary>
    public int? LinesPerSecond { get; init; }

    /// <summary>Runs that take so long when nothing fails.</summary>
    public static WordCountRuns Lasting(TestFolder folder, int seed, TimeSpan time, int linesPerSecond = 4_000)
    {
        const int Words = 40_000;
        Over(folder, seed, Words, passes: 1);
        var lines = Directory.EnumerateFiles(Path.Combine(folder.Path, Input), "*", SearchOption.AllDirectories).Sum(file => File.ReadLines(file).LongCount());
        return new WordCountRuns(folder, (int)Math.Ceiling(time.TotalSeconds * linesPerSecond / lines)) { LinesPerSecond = linesPerSecond };
    }

    /// <summary>The same runs, without a limit of lines per second.</summary>
    public WordCountRuns Fast() => new(folder, passes);

    public string[] Arguments(params IEnumerable<string> options) => ["run", "word-count", .. options, "--", .. JobArguments];

    public IEnumerable<string> JobArguments => JobArgumentsAt(LinesPerSecond);

    public Task<WeirProcess> FinishAsync(params IEnumerable<string> options) => WeirProcess.RunAsync(folder, Arguments(options));

    public WeirProcess Start(params IEnumerable<string> options) => WeirProcess.Start(folder, Arguments(options));

    /// <summary>A run that is to be stopped in the middle: however fast the machine is, it reads only so many lines a second.</summary>
    public WeirProcess StartSlowly(params IEnumerable<string> options) =>
        WeirProcess.Start(folder, ["run", "word-count", .. options, "--", .. JobArgumentsAt(linesPerSecond: 10_000)]);

    /// <summary>For each word with n occurrences, each of word 1 … word n stands in the committed files exactly once; nothing else is there.</summary>
    /// <param name="context">What to show if it does not hold.</param>
    /// <param name="killed">How the id begins of a job that was killed and did not go on: what it had not committed is there still.</param>
    public async Task ShouldBeExactAsync(object context, string? killed = null)
    {
        var check = await ReadAsync();
        check.Finish();
        check.Differences.ShouldBe(0, $"{string.Join("\n", check.Problems)}\n{context}");
        folder.HiddenOutput().Where(path => killed is null || !Path.GetFileName(path).StartsWith($".part-{killed}", StringComparison.Ordinal)).ShouldBeEmpty(context.ToString());
    }

    /// <summary>What is committed so far is part of the right output: nothing stands there twice, no line is torn.</summary>
    public async Task ShouldBePartAsync(object context)
    {
        if (Directory.Exists(folder.Output))
        {
            var check = await ReadAsync();
            check.Differences.ShouldBe(0, $"{string.Join("\n", check.Problems)}\n{context}");
        }
    }

    /// <summary>No word's highest count is less than it occurs.</summary>
    public async Task ShouldNotBeTooSmallAsync(object context)
    {
        var expected = await ExpectedAsync();
        var highest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in Directory.EnumerateFiles(folder.Output).SelectMany(File.ReadLines))
        {
            var parts = line.Split('\t');
            highest[parts[0]] = Math.Max(highest.GetValueOrDefault(parts[0]), long.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        expected.Where(word => highest.GetValueOrDefault(word.Key) < word.Value).ShouldBeEmpty(context.ToString());
    }

    private IEnumerable<string> JobArgumentsAt(int? linesPerSecond) =>
    [
        "--input", Input, "--output", folder.Output, "--passes", passes.ToString(CultureInfo.InvariantCulture),
        .. linesPerSecond is { } rate ? ["--lines-per-second", rate.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ];

    private async Task<RunningCountCheck> ReadAsync()
    {
        var check = new RunningCountCheck(await ExpectedAsync());
        await check.ReadFolderAsync(folder.Output, CancellationToken.None);
        return check;
    }

    private Task<Dictionary<string, long>> ExpectedAsync() => PlainWordCount.CountFolderAsync(Path.Combine(folder.Path, Input), passes, CancellationToken.None);
}
