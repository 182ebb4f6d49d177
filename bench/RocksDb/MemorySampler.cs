using System.Diagnostics.Metrics;

namespace Weir.Bench.RocksDb;

/// <summary>Looks again and again at what this process uses, and at what its databases say they use; keeps the most of each.</summary>
internal sealed class MemorySampler : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly MeterListener _listener = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _sampling;
    private MemorySample _most = new(0, 0, 0, 0);
    private long _databaseBytes;

    public MemorySampler()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Weir" && instrument.Name == "taskmanager.rocksdb.memoryUsed")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _databaseBytes = value);
        _listener.Start();
        _sampling = SampleAsync();
    }

    public MemorySample Most
    {
        get
        {
            lock (_listener)
            {
                return _most;
            }
        }
    }

    public void Dispose()
    {
        _enough.Cancel();
        _sampling.GetAwaiter().GetResult();
        _listener.Dispose();
        _enough.Dispose();
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_enough.Token))
            {
                lock (_listener)
                {
                    _databaseBytes = 0;
                    _listener.RecordObservableInstruments();
                    _most = _most.With(Environment.WorkingSet, GC.GetGCMemoryInfo().TotalCommittedBytes, _databaseBytes);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }
}
