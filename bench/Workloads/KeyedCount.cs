using System.Globalization;
using Weir.Bench.Harness;
using Weir.Operators.Sources;

namespace Weir.Bench.Workloads;

/// <summary>64-bit keys, uniform → KeyBy → running count, two sources and two counters.</summary>
internal static class KeyedCount
{
    private const int Parallelism = 2;

    public static Workload Create(long records, ulong keys, long peerRecords)
    {
        (Contender? flink, string? missing) = FlinkPeer.Find(
            "keyed-count",
            "--records", peerRecords.ToString(CultureInfo.InvariantCulture),
            "--keys", keys.ToString(CultureInfo.InvariantCulture),
            "--parallelism", Parallelism.ToString(CultureInfo.InvariantCulture),
            "--checkpoint-ms", "1000");
        List<Contender> contenders =
        [
            new("weir", cancellationToken => RunAsync(records, keys, cancellationToken)),
            new("limit", _ => KeyedCountLimit.RunAsync(records, keys, Parallelism)),
        ];
        if (flink is not null)
        {
            contenders.Add(flink);
        }

        return new Workload(
            $"keyed-count, {keys:N0} keys",
            new Dictionary<string, double>(StringComparer.Ordinal) { ["limit"] = 0.4, [FlinkPeer.Name] = 8 },
            contenders,
            missing is null ? [] : [missing]);
    }

    private static async Task<Measurement> RunAsync(long records, ulong keys, CancellationToken cancellationToken)
    {
        var sink = new SumSink<long>();
        ManagedRun run = ManagedRun.Begin();
        await WeirJob.RunAsync(
            environment => environment
                .FromSource(new GeneratorSource<long>(records, (first, target) => Fill(first, target, keys)), "keys")
                .KeyBy(key => key)
                .Count()
                .SinkTo(sink),
            Parallelism,
            cancellationToken);
        if (sink.Records != records)
        {
            throw new InvalidOperationException($"{sink.Records} records came out of {records}.");
        }

        return run.End(records, sink.Elapsed, sink.Sum);
    }

    private static void Fill(long first, Span<long> target, ulong keys)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = Keys.At(first + i, keys);
        }
    }
}
