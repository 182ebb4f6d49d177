using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.State.Backends;

namespace Weir.Operators.Runtime;

/// <summary>The timers of one keyed operator, and the key that is being processed.</summary>
internal sealed class KeyedTimers<TKey>(KeyedStateBackend<TKey> backend, SubtaskEnvironment environment) : TimerService
{
    private const string EventTimers = "timers/event-time";
    private const string ProcessingTimers = "timers/processing-time";

    private readonly TimerQueue<TKey> eventQueue = backend.Timers(EventTimers);
    private readonly TimerQueue<TKey> processingQueue = backend.Timers(ProcessingTimers);
    private long watermark = Watermark.Minimum;
    private TKey key = default!;
    private uint hash;

    public override long CurrentWatermark => watermark;

    public override long CurrentProcessingTime => environment.NowMs;

    public TKey Key => key;

    public uint Hash => hash;

    public long NextProcessingTimeMs => processingQueue.NextTimestamp ?? long.MaxValue;

    /// <summary>Binds states and timers to a key.</summary>
    public void SetKey(in TKey newKey, uint newHash)
    {
        key = newKey;
        hash = newHash;
        backend.SetKey(in newKey, newHash);
    }

    /// <summary>Event time has come this far; take what is due with <see cref="TryPop"/>.</summary>
    public void Advance(long timestamp) => watermark = Math.Max(watermark, timestamp);

    /// <summary>The next timer that is due; states and timers are bound to its key.</summary>
    public bool TryPop(TimeDomain domain, long upTo, out long timestamp)
    {
        var queue = domain == TimeDomain.EventTime ? eventQueue : processingQueue;
        if (!queue.TryPop(upTo, out var timer))
        {
            timestamp = 0;
            return false;
        }

        SetKey(timer.Key, timer.Hash);
        timestamp = timer.Timestamp;
        return true;
    }

    public override void SetEventTimer(long timestamp)
    {
        // At the end of event time every timer is due at once: one that sets the next would fire for ever.
        if (watermark != Watermark.Maximum)
        {
            eventQueue.Add(timestamp, in key, hash);
        }
    }

    public override void SetProcessingTimer(long timestamp) => processingQueue.Add(timestamp, in key, hash);

    public override void DeleteEventTimer(long timestamp) => eventQueue.Delete(timestamp, in key, hash);

    public override void DeleteProcessingTimer(long timestamp) => processingQueue.Delete(timestamp, in key, hash);
}
