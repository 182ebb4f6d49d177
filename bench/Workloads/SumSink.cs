using System.Diagnostics;
using Weir.Operators.Connectors;

namespace Weir.Bench.Workloads;

/// <summary>Adds up running counts, and knows when the first and the last record came.</summary>
internal sealed class SumSink<TKey> : ISink<(TKey Key, long Count)>
{
    private readonly Lock _gate = new();
    private readonly List<Writer> _writers = [];

    public long Records => _writers.Sum(writer => writer.Records);

    public ulong Sum => _writers.Aggregate(0UL, (sum, writer) => sum + writer.Sum);

    public TimeSpan Elapsed
    {
        get
        {
            Writer[] used = [.. _writers.Where(writer => writer.Records > 0)];
            return Stopwatch.GetElapsedTime(used.Min(writer => writer.First), used.Max(writer => writer.Last));
        }
    }

    public ValueTask<ISinkWriter<(TKey Key, long Count)>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken)
    {
        var writer = new Writer();
        lock (_gate)
        {
            _writers.Add(writer);
        }

        return ValueTask.FromResult<ISinkWriter<(TKey Key, long Count)>>(writer);
    }

    private sealed class Writer : ISinkWriter<(TKey Key, long Count)>
    {
        public long Records { get; private set; }

        public ulong Sum { get; private set; }

        public long First { get; private set; }

        public long Last { get; private set; }

        public void Write(ReadOnlySpan<(TKey Key, long Count)> records, ReadOnlySpan<long> timestamps)
        {
            if (Records == 0)
            {
                First = Stopwatch.GetTimestamp();
            }

            ulong sum = 0;
            foreach (ref readonly (TKey Key, long Count) record in records)
            {
                sum += (ulong)record.Count;
            }

            Sum += sum;
            Records += records.Length;
            Last = Stopwatch.GetTimestamp();
        }

        public void Flush(bool endOfInput)
        {
            // Sums need no flushing.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
