using System.Runtime.CompilerServices;
using Weir.Operators.Elements;
using Weir.Operators.Runtime;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.Operators.Transforms;

/// <summary>
/// Folds the records of each key into a value and emits a result for each record. On the heap, values that never change in place are in a
/// table that the loop uses directly; all others are behind the state's interface.
/// </summary>
internal sealed class FoldOperator<TKey, T, TValue, TOut, TFold>(Func<T, TKey> selectKey, TFold fold) : OneInputOperator<T, TOut>
    where TFold : struct, IFold<TKey, T, TValue, TOut>
{
    private const string ValueState = "value";

    /// <summary>How many records ahead memory is asked for: about what the processor can wait for at once.</summary>
    private const int PrefetchDistance = 24;

    /// <summary>Tables grow slowly: their size is looked at once in so many batches.</summary>
    private const int BatchesPerSizeCheck = 64;

    private readonly KeySelection<T, TKey> keys = new(selectKey);
    private readonly TOut[] results = new TOut[RecordBatch.DefaultCapacity];
    private uint[]? hashes;
    private readonly TFold fold = fold;
    private KeyedOperatorState<TKey>? state;
    private HeapTable<TKey, TValue>? table;
    private IValueState<TValue>? values;
    private bool isLarge;
    private int batchesToSizeCheck;

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        state = await KeyedOperatorState<TKey>.OpenAsync(Context, restore, cancellationToken).ConfigureAwait(false);
        var descriptor = new ValueStateDescriptor<TValue>(ValueState);
        if (state.Heap is { } heap && Codec.For<TValue>().IsImmutable)
        {
            table = heap.Table(descriptor);
        }
        else
        {
            values = state.Backend.State(descriptor);
        }
    }

    public override void Process(in Records<T> records)
    {
        for (var start = 0; start < records.Count; start += results.Length)
        {
            var part = records.Slice(start, Math.Min(results.Length, records.Count - start));
            var partHashes = part.Hashes.IsEmpty ? Hash(part) : part.Hashes;
            if (table is not null)
            {
                ApplyToTable(table, part, partHashes);
            }
            else
            {
                ApplyToState(part, partHashes);
            }

            Output.Send(new Records<TOut>(results.AsSpan(0, part.Count), part.Timestamps, default, part.Origins));
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TOut>())
            {
                Array.Clear(results, 0, part.Count);
            }
        }

        keys.Clear(records.Count);
    }

    public override InstanceSnapshot Snapshot(SnapshotRequest request) => state!.Snapshot(request);

    public override ValueTask DisposeAsync()
    {
        state?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void ApplyToTable(HeapTable<TKey, TValue> values, in Records<T> records, ReadOnlySpan<uint> recordHashes)
    {
        var recordKeys = keys.Select(records, Context);
        if (--batchesToSizeCheck < 0)
        {
            batchesToSizeCheck = BatchesPerSizeCheck;
            isLarge = values.IsLarge;
        }

        var items = records.Items;
        recordHashes = recordHashes[..items.Length];
        var target = results.AsSpan(0, items.Length);
        var i = 0;
        try
        {
            if (isLarge)
            {
                FoldAhead(values, fold, recordKeys, recordHashes, items, target, ref i);
            }

            Fold(values, fold, recordKeys, recordHashes, items, target, ref i);
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }
    }

    /// <summary>
    /// The loops stand by themselves: inside of a try the compiler would keep everything in memory. The place that they have come to is
    /// written for each record and read only when one fails.
    /// </summary>
    private static void Fold(
        HeapTable<TKey, TValue> values,
        TFold fold,
        ReadOnlySpan<TKey> recordKeys,
        ReadOnlySpan<uint> recordHashes,
        ReadOnlySpan<T> items,
        Span<TOut> target,
        ref int place)
    {
        recordKeys = recordKeys[..items.Length];
        recordHashes = recordHashes[..items.Length];
        target = target[..items.Length];
        for (var i = place; i < items.Length; i++)
        {
            place = i;
            ref var value = ref values.GetOrAdd(in recordKeys[i], recordHashes[i], out var added);
            target[i] = fold.Apply(ref value, added, in recordKeys[i], in items[i]);
        }
    }

    /// <summary>The same but for the last records, asking for memory ahead: for the tags of a key well before its slot, which only they can tell.</summary>
    private static void FoldAhead(
        HeapTable<TKey, TValue> values,
        TFold fold,
        ReadOnlySpan<TKey> recordKeys,
        ReadOnlySpan<uint> recordHashes,
        ReadOnlySpan<T> items,
        Span<TOut> target,
        ref int place)
    {
        for (var ahead = 0; ahead < Math.Min(PrefetchDistance, items.Length); ahead++)
        {
            values.PrefetchTags(recordHashes[ahead]);
        }

        var end = Math.Max(0, items.Length - PrefetchDistance);
        for (var i = 0; i < end; i++)
        {
            place = i;
            values.PrefetchTags(recordHashes[i + PrefetchDistance]);
            values.PrefetchSlot(recordHashes[i + (PrefetchDistance / 2)]);
            ref var value = ref values.GetOrAdd(in recordKeys[i], recordHashes[i], out var added);
            target[i] = fold.Apply(ref value, added, in recordKeys[i], in items[i]);
        }

        place = end;
    }

    private void ApplyToState(in Records<T> records, ReadOnlySpan<uint> recordHashes)
    {
        var items = records.Items;
        var recordKeys = keys.Select(records, Context);
        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                ref readonly var key = ref recordKeys[i];
                state!.Backend.SetKey(in key, recordHashes[i]);
                var isFirst = !values!.HasValue;
                var value = isFirst ? default! : values.Value!;
                results[i] = fold.Apply(ref value, isFirst, in key, in items[i]);
                values.Value = value;
            }
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }
    }

    private ReadOnlySpan<uint> Hash(in Records<T> records)
    {
        hashes ??= new uint[results.Length];
        KeyHasher<TKey>.Default.Hash(keys.Select(records, Context), hashes);
        return hashes.AsSpan(0, records.Count);
    }
}
