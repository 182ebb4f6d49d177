using Weir.Bench.Workloads;
using Weir.Operators.Graph;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Bench.Exchange;

/// <summary>Sources → KeyBy → running count, of which the first part runs in one process and the second in another.</summary>
internal static class ExchangeJob
{
    public const int Parallelism = 2;
    public const ulong Keys = 1_000;

    public static JobGraph Define(long records, SumSink<long> sink)
    {
        var environment = new StreamEnvironment("exchange") { Parallelism = Parallelism };
        environment.FromSource(new GeneratorSource<Event>(records, Fill), "events")
            .KeyBy(e => e.Key)
            .Count()
            .SinkTo(sink);
        return environment.BuildJobGraph();
    }

    /// <summary>The sum of all running counts.</summary>
    public static ulong Answer(long records)
    {
        var counts = new ulong[Keys];
        for (long n = 0; n < records; n++)
        {
            counts[Workloads.Keys.At(n, Keys)]++;
        }

        ulong answer = 0;
        foreach (ulong count in counts)
        {
            answer += count * (count + 1) / 2;
        }

        return answer;
    }

    private static void Fill(long first, Span<Event> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i].Key = Workloads.Keys.At(first + i, Keys);
            target[i].Number = first + i;
        }
    }
}
