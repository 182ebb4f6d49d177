using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.Operators.Time;

namespace Weir.Browser.Jobs;

/// <summary>Counts numbers without end, with event time.</summary>
internal sealed class CountingJob(Gate gate) : IStreamJob
{
    private const long BeginMs = 1_790_000_000_000;

    public void Define(StreamEnvironment environment) => environment
        .FromSource(new GeneratorSource<long>(null, n => n, recordsPerSecond: 2_000)).WithName("numbers")
        .AssignTimestampsAndWatermarks(WatermarkStrategy<long>.Monotonous(n => BeginMs + n))
        .KeyBy(n => n % 10).Count().WithName("count")
        .SinkTo(new HeldSink<(long Key, long Count)>(gate), "archive");
}
