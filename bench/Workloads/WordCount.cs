using System.Globalization;
using Weir.Bench.Harness;
using Weir.Operators.Streams;
using Weir.Samples.WordCount;
using Weir.State;

namespace Weir.Bench.Workloads;

/// <summary>A real text, repeated: lines → words → KeyBy → running count.</summary>
internal static class WordCount
{
    private const int Parallelism = 2;

    public static Workload Create(long bytes, long peerBytes)
    {
        string folder = WordCountText.Prepare(bytes, Parallelism);
        (Contender? flink, string? missing) = FlinkPeer.Find(
            "word-count",
            "--input", WordCountText.Prepare(peerBytes, Parallelism),
            "--parallelism", Parallelism.ToString(CultureInfo.InvariantCulture),
            "--checkpoint-ms", "1000");
        List<Contender> contenders =
        [
            new("weir", cancellationToken => RunAsync(folder, cancellationToken)),
            new("limit", _ => WordCountLimit.RunAsync(folder)),
        ];
        if (flink is not null)
        {
            contenders.Add(flink);
        }

        return new Workload(
            string.Create(CultureInfo.InvariantCulture, $"word-count, {bytes >> 20} MiB"),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["limit"] = 0.35, [FlinkPeer.Name] = 5 },
            contenders,
            missing is null ? [] : [missing]);
    }

    private static async Task<Measurement> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var sink = new SumSink<Utf8Text>();
        ManagedRun run = ManagedRun.Begin();
        await WeirJob.RunAsync(
            environment => environment
                .ReadText<Utf8Text>(folder, WordCountJob.ReadWords)
                .KeyBy(word => word)
                .Count()
                .SinkTo(sink),
            Parallelism,
            cancellationToken);
        return run.End(sink.Records, sink.Elapsed, sink.Sum);
    }
}
