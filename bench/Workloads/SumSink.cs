using System.Diagnostics;
using Weir.Operators.Connectors;

namespace Weir.Bench.Workloads;

/// <summary>Adds up running counts, and knows when the first and the last record came.</summary>
internal sealed class SumSink<TKey> : ISink<(TKey Key, long Count)>
{
    private readonly Lock _gate = new();
    private readonly List<Writer> _writers = [];

    private Stall? _stall;

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

    /// <summary>Lets each writer take nothing for some time once it has taken so many records; the first to do so tells when it begins and ends.</summary>
    public void StallAt(long records, TimeSpan duration, Action tell) => _stall = new Stall(records, duration, tell);

    public ValueTask<ISinkWriter<(TKey Key, long Count)>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken)
    {
        var writer = new Writer(_stall);
        lock (_gate)
        {
            _writers.Add(writer);
        }

        return ValueTask.FromResult<ISinkWriter<(TKey Key, long Count)>>(writer);
    }

    private sealed class Stall(long records, TimeSpan duration, Action tell)
    {
        private int _isTold;

        public long Records => records / 2;

        public void Take()
        {
            bool tells = Interlocked.Exchange(ref _isTold, 1) == 0;
            if (tells)
            {
                // What is on the way fills the channels first.
                Thread.Sleep(duration / 10);
                tell();
            }

            Thread.Sleep(duration);
            if (tells)
            {
                tell();
            }
        }
    }

    private sealed class Writer(Stall? stall) : ISinkWriter<(TKey Key, long Count)>
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
            bool stalls = stall is not null && Records < stall.Records && Records + records.Length >= stall.Records;
            Records += records.Length;
            if (stalls)
            {
                stall!.Take();
            }

            Last = Stopwatch.GetTimestamp();
        }

        public void Flush(bool endOfInput)
        {
            // Sums need no flushing.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
