using Weir.Samples.WordCount;
using Weir.Testing;
using Weir.Testing.Faults;

namespace Weir.Samples.WordCountTests;

/// <summary>How a job is tested: run as in production, crashed where it hurts, and its results compared.</summary>
public sealed class WordCountTests : IDisposable
{
    private static readonly string Input = Path.Combine(AppContext.BaseDirectory, "data", "king-james-bible", "new-testament.txt");

    private readonly string _output = Directory.CreateTempSubdirectory("word-count-tests-").FullName;

    public void Dispose() => Directory.Delete(_output, recursive: true);

    [Fact]
    public async Task Counts_every_word_once_although_a_subtask_crashes_at_checkpoint_2()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions
        {
            Configuration = "weir.checkpointing.interval = 20 ms",
        });
        Fault crash = cluster.Faults.CrashSubtask("count", index: 0).AtCheckpoint(2);

        TestJob job = await cluster.SubmitAsync(new WordCountJob(), new TestJobOptions
        {
            Arguments = ["--input", Input, "--output", _output, "--passes", "4"],
            Parallelism = 2,
        });
        await job.FinishAsync();

        crash.Count.ShouldBe(1);
        job.Recoveries.ShouldBe(1);
        ShouldHoldEachCountOnce(passes: 4);
    }

    [Fact]
    public async Task Goes_on_when_a_checkpoint_cannot_be_written()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions
        {
            Configuration = "weir.checkpointing.interval = 20 ms",
        });
        Fault full = cluster.Faults.Storage.FailWrite(checkpointId: 2);

        TestJob job = await cluster.SubmitAsync(new WordCountJob(), new TestJobOptions
        {
            Arguments = ["--input", Input, "--output", _output, "--passes", "4"],
        });
        await job.FinishAsync();

        full.Count.ShouldBe(1);
        job.CompletedCheckpoints.ShouldNotContain(2);
        job.Recoveries.ShouldBe(0);
        ShouldHoldEachCountOnce(passes: 4);
    }

    /// <summary>The output has a line for each occurrence of each word, with its running count.</summary>
    private void ShouldHoldEachCountOnce(int passes)
    {
        Dictionary<string, long> expected = PlainCount();
        var counts = new Dictionary<string, HashSet<long>>();
        foreach (string line in Directory.EnumerateFiles(_output).SelectMany(File.ReadLines))
        {
            string[] fields = line.Split('\t');
            HashSet<long> ofWord = counts.TryGetValue(fields[0], out HashSet<long>? known) ? known : counts[fields[0]] = [];
            ofWord.Add(long.Parse(fields[1])).ShouldBeTrue($"{line} is there twice");
        }

        counts.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        foreach ((string word, HashSet<long> ofWord) in counts)
        {
            ofWord.Count.ShouldBe((int)expected[word] * passes, word);
            ofWord.Max().ShouldBe(expected[word] * passes, word);
        }
    }

    private static Dictionary<string, long> PlainCount()
    {
        var counts = new Dictionary<string, long>();
        foreach (string line in File.ReadLines(Input))
        {
            foreach (string word in line.Split(line.Where(c => !char.IsLetterOrDigit(c)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries))
            {
                string lower = word.ToLowerInvariant();
                counts[lower] = counts.GetValueOrDefault(lower) + 1;
            }
        }

        return counts;
    }
}
