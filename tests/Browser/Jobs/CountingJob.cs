using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.Operators.Time;

namespace Weir.Browser.Jobs;

/// <summary>Counts what two sources give without end, in event time.</summary>
internal sealed class CountingJob(Gate gate) : IStreamJob
{
    private const long BeginMs = 1_790_000_000_000;

    public void Define(StreamEnvironment environment) => Source(environment, "orders", recordsPerSecond: 2_000)
        .Union(Source(environment, "corrections", recordsPerSecond: 200))
        .KeyBy(n => n % 10).Count().WithName("count")
        .Rebalance()
        .SinkTo(new HeldSink<(long Key, long Count)>(gate), "archive");

    private static DataStream<long> Source(StreamEnvironment environment, string name, double recordsPerSecond) => environment
        .FromSource(new GeneratorSource<long>(null, n => n, recordsPerSecond)).WithName(name)
        .AssignTimestampsAndWatermarks(WatermarkStrategy<long>.Monotonous(n => BeginMs + (long)(n * 1_000 / recordsPerSecond)));
}
