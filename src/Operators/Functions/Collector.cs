using System.Runtime.CompilerServices;
using Weir.Operators.Elements;

namespace Weir.Operators.Functions;

/// <summary>
/// Takes the results of a user function. What is added goes on in batches, in order; an added value must not be changed afterwards.
/// Only for use inside the call that it was handed to.
/// </summary>
public sealed class Collector<T> : ICollectorPort
{
    private readonly T[] items;
    private IInput<T>[] targets = [];
    private long[]? timestamps;
    private int[]? origins;
    private long timestamp = NoTimestamp;
    private int origin;
    private int count;
    private bool timed;
    private bool tracked;

    internal Collector(int capacity = RecordBatch.DefaultCapacity) => items = new T[capacity];

    /// <summary>The event time of a record that has none.</summary>
    internal const long NoTimestamp = long.MinValue;

    internal int Capacity => items.Length;

    /// <summary>Records added and not sent on yet.</summary>
    internal int Count => count;

    /// <summary>Records sent on since the start.</summary>
    internal long Sent { get; private set; }

    long ICollectorPort.Sent => Sent;

    /// <summary>The event time that the next record gets.</summary>
    internal long Timestamp => timestamp;

    internal bool HasTargets => targets.Length > 0;

    /// <summary>Emits <paramref name="item"/> with the event time of the record that is being processed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T item)
    {
        var index = count;
        items[index] = item;
        if (timed || tracked)
        {
            AddColumns(index);
        }

        count = ++index;
        if (index == items.Length)
        {
            Flush();
        }
    }

    /// <summary>Emits <paramref name="item"/> with its own event time.</summary>
    /// <param name="item">The value.</param>
    /// <param name="timestamp">Milliseconds since 1970-01-01 UTC.</param>
    public void Add(T item, long timestamp)
    {
        var before = this.timestamp;
        SetTimestamp(timestamp);
        Add(item);
        this.timestamp = before;
    }

    internal void AddTarget(IInput<T> target) => targets = [.. targets, target];

    /// <summary>Gives each record that follows the origin set by <see cref="SetOrigin"/>.</summary>
    internal void TrackOrigins()
    {
        if (!tracked)
        {
            origins ??= new int[items.Length];
            origins.AsSpan(0, count).Fill(-1);
            tracked = true;
        }
    }

    /// <summary>Sets the event time that <see cref="Add(T)"/> gives to what follows; <see cref="NoTimestamp"/> in a stream without event time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetTimestamp(long value)
    {
        timestamp = value;
        if (!timed && value != NoTimestamp)
        {
            BeginTimed();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetOrigin(int value) => origin = value;

    /// <summary>What follows comes from the same source record as what another collector is being given.</summary>
    internal void TakeOrigin<TOther>(Collector<TOther> other)
    {
        if (other.tracked)
        {
            TrackOrigins();
            origin = other.origin;
        }
        else if (tracked)
        {
            origin = -1;
        }
    }

    /// <summary>What follows results from one record of a batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetPlace<TIn>(in Records<TIn> records, int index)
    {
        if (records.IsTimed)
        {
            SetTimestamp(records.Timestamps[index]);
        }

        if (!records.Origins.IsEmpty)
        {
            origin = records.Origins[index];
        }
    }

    /// <summary>What follows results from the records of a batch and has the columns that they have.</summary>
    internal void BeginBatch<TIn>(in Records<TIn> records) => BeginBatch(records.IsTimed, !records.Origins.IsEmpty);

    /// <summary>Decides about the columns of what follows; what was added before goes on first when it has others.</summary>
    internal void BeginBatch(bool isTimed, bool isTracked = false)
    {
        if (isTimed != timed || isTracked != tracked)
        {
            Flush();
            timed = false;
            tracked = false;
            if (isTimed)
            {
                BeginTimed();
            }

            if (isTracked)
            {
                TrackOrigins();
            }
        }

        timestamp = NoTimestamp;
        origin = -1;
    }

    /// <summary>The free rest of the buffer, to be filled directly and then confirmed with <see cref="Advance"/>. Never empty.</summary>
    public Span<T> GetSpan() => items.AsSpan(count);

    /// <summary>Confirms <paramref name="added"/> records written to <see cref="GetSpan"/>.</summary>
    public void Advance(int added)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(added, items.Length - count);
        ArgumentOutOfRangeException.ThrowIfNegative(added);
        if (timed)
        {
            timestamps.AsSpan(count, added).Fill(timestamp);
        }

        if (tracked)
        {
            origins.AsSpan(count, added).Fill(origin);
        }

        count += added;
        if (count == items.Length)
        {
            Flush();
        }
    }

    /// <summary>Sends on what was added.</summary>
    internal void Flush()
    {
        var filled = count;
        if (filled == 0)
        {
            return;
        }

        // Reset first: a target that throws must not leave the records here to be sent once more.
        count = 0;
        Sent += filled;
        var records = new Records<T>(
            items.AsSpan(0, filled),
            timed ? timestamps.AsSpan(0, filled) : default,
            default,
            tracked ? origins.AsSpan(0, filled) : default);
        foreach (var target in targets)
        {
            target.Process(records);
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(items, 0, filled);
        }
    }

    /// <summary>Sends <paramref name="records"/> on as they are, after what was added before.</summary>
    internal void Send(in Records<T> records)
    {
        Flush();
        Sent += records.Count;
        foreach (var target in targets)
        {
            target.Process(records);
        }
    }

    internal void SendWatermark(long watermark)
    {
        Flush();
        foreach (var target in targets)
        {
            target.ProcessWatermark(watermark);
        }
    }

    internal void SendStatus(bool idle)
    {
        Flush();
        foreach (var target in targets)
        {
            target.ProcessStatus(idle);
        }
    }

    private void BeginTimed()
    {
        timestamps ??= new long[items.Length];
        timestamps.AsSpan(0, count).Fill(NoTimestamp);
        timed = true;
    }

    private void AddColumns(int index)
    {
        if (timed)
        {
            timestamps![index] = timestamp;
        }

        if (tracked)
        {
            origins![index] = origin;
        }
    }

    void ICollectorPort.Flush() => Flush();

    void ICollectorPort.SendWatermark(long watermark) => SendWatermark(watermark);

    void ICollectorPort.SendStatus(bool idle) => SendStatus(idle);
}
