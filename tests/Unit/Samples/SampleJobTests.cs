using System.Globalization;
using System.Text;
using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.Samples.Arguments;
using Weir.Samples.OddEven;
using Weir.Samples.WordCount;
using Weir.Unit.Operators;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Samples;

/// <summary>The samples, run as whole jobs in one thread.</summary>
public sealed class SampleJobTests : IDisposable
{
    private const string Text = "In the Beginning, God created\r\nthe heaven -- and the EARTH. ÜBER\n\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 20)]
    public async Task Word_count_writes_each_running_count_once(int parallelism, int passes)
    {
        folder.Write("in/a.txt", Text);
        folder.Write("in/b.txt", "the end");
        await RunAsync(new WordCountJob(), parallelism, ["--input", folder.PathOf("in"), "--output", folder.PathOf("out"), $"--passes={passes}"]);
        AssertRunningCounts(passes);
    }

    [Fact]
    public async Task Word_count_goes_on_from_any_checkpoint_at_any_parallelism()
    {
        const int Passes = 40;
        folder.Write("in/a.txt", Text);
        folder.Write("in/b.txt", "the end");
        string[] arguments = ["--input", folder.PathOf("in"), "--output", folder.PathOf("out"), "--passes", $"{Passes}"];
        var random = new Random(1);
        LocalCheckpoint? checkpoint = null;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await using var job = await StartAsync(new WordCountJob(), random.Next(1, 4), arguments, checkpoint, attempt);
            job.Step();
            checkpoint = await job.CheckpointAsync(attempt + 1, notify: random.Next(2) == 0);

            // Lost, and read again by the next attempt.
            job.Step();
        }

        await using var last = await StartAsync(new WordCountJob(), 2, arguments, checkpoint, 8);
        last.RunToEnd();
        await last.CheckpointAsync(9);
        AssertRunningCounts(Passes);
    }

    [Fact]
    public async Task Odd_even_sums_generated_numbers()
    {
        await RunAsync(new OddEvenJob(), 2, ["--count", "10", "--output", folder.PathOf("out")]);
        var lines = OutputLines("part-*");
        lines.Length.ShouldBe(10);
        lines.ShouldContain("odd\t25");
        lines.ShouldContain("even\t30");
    }

    [Fact]
    public async Task Odd_even_sets_bad_lines_aside_and_counts_them()
    {
        var input = folder.Write("in.txt", "1\n2\nthree\n\n -3 \n4.5\n9223372036854775807\n9223372036854775807\n9223372036854775808\n");
        await RunAsync(new OddEvenJob(), 1, ["--input", input, "--output", folder.PathOf("out")]);
        OutputLines("part-*").ShouldBe(["odd\t1", "even\t2", "odd\t-2", "odd\t9223372036854775805", "odd\t18446744073709551612"]);
        OutputLines("bad-lines-*").ShouldBe(["bad line\t1\tthree", "bad line\t2\t4.5", "bad line\t3\t9223372036854775808"]);
    }

    [Fact]
    public async Task Odd_even_fails_at_a_bad_line_when_strict_and_names_the_place()
    {
        var input = folder.Write("in.txt", "1\n2\nthree\n4\n");
        await using var job = await StartAsync(new OddEvenJob(), 1, ["--input", input, "--strict", "--output", folder.PathOf("out")], null, 0);
        var error = Should.Throw<OperatorException>(job.RunToEnd);
        error.Message.ShouldContain($"{input}, line 3");
        error.Message.ShouldContain("three");
        error.InnerException.ShouldBeOfType<FormatException>();
    }

    [Theory]
    [InlineData("--input", "--output", "out")]
    [InlineData("--output", "--input", "in")]
    [InlineData("--passes", "--input", "in", "--output", "out", "--passes", "0")]
    [InlineData("--speed", "--input", "in", "--output", "out", "--speed", "11")]
    public void Word_count_names_the_option_that_is_wrong(string option, params string[] arguments) =>
        Should.Throw<JobArgumentException>(() => Define(new WordCountJob(), arguments)).Message.ShouldContain(option);

    [Theory]
    [InlineData("--count", "--count", "-1")]
    [InlineData("--rate", "--rate", "0")]
    [InlineData("--strict", "--strict")]
    [InlineData("--count", "--input", "in", "--count", "10")]
    [InlineData("--rate", "--input", "in", "--rate", "10")]
    public void Odd_even_names_the_option_that_is_wrong(string option, params string[] arguments) =>
        Should.Throw<JobArgumentException>(() => Define(new OddEvenJob(), arguments)).Message.ShouldContain(option);

    private static StreamEnvironment Define(IStreamJob job, string[] arguments)
    {
        var environment = new StreamEnvironment("sample", arguments);
        job.Define(environment);
        return environment;
    }

    private static Task<LocalJob> StartAsync(IStreamJob job, int parallelism, string[] arguments, LocalCheckpoint? checkpoint, int attempt) =>
        LocalJob.StartAsync(Define(job, arguments).BuildJobGraph(parallelism), checkpoint, attempt: attempt);

    private static async Task RunAsync(IStreamJob job, int parallelism, string[] arguments)
    {
        await using var run = await StartAsync(job, parallelism, arguments, null, 0);
        run.RunToEnd();
        await run.CheckpointAsync(1);
    }

    private string[] OutputLines(string pattern) =>
        [.. Directory.GetFiles(folder.PathOf("out"), pattern).Order(StringComparer.Ordinal).SelectMany(File.ReadLines)];

    private void AssertRunningCounts(int passes)
    {
        Directory.GetFiles(folder.PathOf("out"), ".*").ShouldBeEmpty();
        var words = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["in"] = 1, ["the"] = 4, ["beginning"] = 1, ["god"] = 1, ["created"] = 1, ["heaven"] = 1, ["and"] = 1, ["earth"] = 1, ["über"] = 1, ["end"] = 1,
        };
        var expected = words.SelectMany(word => Enumerable.Range(1, word.Value * passes).Select(count => $"{word.Key}\t{count.ToString(CultureInfo.InvariantCulture)}"));
        var lines = Directory.GetFiles(folder.PathOf("out")).SelectMany(file => File.ReadLines(file, Encoding.UTF8));
        lines.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }
}
