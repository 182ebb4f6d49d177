using Weir.Operators.Channels;
using Weir.Operators.Elements;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.Operators.InFlight;

/// <summary>What was in flight on one input of a subtask at a barrier, encoded as it comes.</summary>
internal abstract class InFlightLog(InFlightList list)
{
    public InFlightList List { get; } = list;

    /// <summary>Bytes of what was added.</summary>
    public abstract int Length { get; }

    /// <summary>Adds some records of a batch, which stays the caller's.</summary>
    public abstract void Append(RecordBatch batch, int offset, int count);

    /// <summary>All that was added.</summary>
    public abstract (StoredState State, IReadOnlyList<ReadOnlyMemory<byte>> Elements) Stored();
}

/// <inheritdoc/>
internal sealed class InFlightLog<T>(InFlightList list, int parallelism) : InFlightLog(list)
{
    private readonly Codec<InFlightBatch<T>> codec = Codec.For<InFlightBatch<T>>();
    private readonly StateWriter writer = new();
    private readonly List<int> ends = [];

    public override int Length => writer.Length;

    public override void Append(RecordBatch batch, int offset, int count)
    {
        if (count == 0)
        {
            return;
        }

        var records = ((RecordBatch<T>)batch).Slice(offset, count);

        // Encoded at once: who processes the records may change them.
        codec.Write(new InFlightBatch<T>(parallelism, records.Items.ToArray(), records.Timestamps.ToArray(), records.Hashes.ToArray()), writer);
        ends.Add(writer.Length);
    }

    public override (StoredState State, IReadOnlyList<ReadOnlyMemory<byte>> Elements) Stored()
    {
        ReadOnlyMemory<byte> bytes = writer.ToArray();
        var state = new StoredState(List.Name, StateKind.OperatorList, CodecSchema.Of(SchemaKind.Unit), codec.Schema);
        return (state, [.. ends.Select((end, i) => bytes[(i == 0 ? 0 : ends[i - 1])..end])]);
    }

    /// <summary>What belongs to one subtask of what was stored.</summary>
    /// <param name="stored">The stored batches.</param>
    /// <param name="partitioning">Says whose a record is, when the parallelism has changed.</param>
    /// <param name="share">The subtask.</param>
    public static IEnumerable<RecordBatch> Read(RestoredList stored, Partitioning<T>? partitioning, InFlightShare share)
    {
        var reading = Codec.For<InFlightBatch<T>>().ReaderFor(stored.State.Value);
        foreach (var element in stored.Elements)
        {
            var batch = Decode(reading, element.Span);
            if (batch.Parallelism != share.Parallelism && partitioning is not null)
            {
                batch = Filter(batch, partitioning, share);
            }

            if (batch.Items.Length > 0)
            {
                yield return Batch(batch);
            }
        }
    }

    private static InFlightBatch<T> Decode(Codec<InFlightBatch<T>> reading, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return reading.Read(ref reader);
    }

    private static InFlightBatch<T> Filter(InFlightBatch<T> batch, Partitioning<T> partitioning, InFlightShare share)
    {
        var mine = new List<int>();
        for (var i = 0; i < batch.Items.Length; i++)
        {
            var target = partitioning.TargetOf(batch.Items[i], batch.Hashes.Length > 0 ? batch.Hashes[i] : 0, share.MaxParallelism, share.Parallelism);
            if (target is null || target == share.Subtask)
            {
                mine.Add(i);
            }
        }

        return new InFlightBatch<T>(
            share.Parallelism,
            [.. mine.Select(i => batch.Items[i])],
            batch.Timestamps.Length > 0 ? [.. mine.Select(i => batch.Timestamps[i])] : [],
            batch.Hashes.Length > 0 ? [.. mine.Select(i => batch.Hashes[i])] : []);
    }

    private static RecordBatch<T> Batch(InFlightBatch<T> stored)
    {
        var batch = new RecordBatch<T>(stored.Items.Length) { Count = stored.Items.Length };
        stored.Items.CopyTo(batch.Items, 0);
        batch.Timestamps = stored.Timestamps.Length > 0 ? stored.Timestamps : null;
        batch.Hashes = stored.Hashes.Length > 0 ? stored.Hashes : null;
        return batch;
    }
}
