using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    private readonly KeySelection<T, TKey> keys = new(selectKey);
    private readonly TOut[] results = new TOut[RecordBatch.DefaultCapacity];
    private uint[]? hashes;
    private readonly TFold fold = fold;
    private KeyedOperatorState<TKey>? state;
    private HeapTable<TKey, TValue>? table;
    private IValueState<TValue>? values;

    public override IStateLookup? StateLookup => state?.Backend;

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken) =>
        state = await KeyedOperatorState<TKey>.OpenAsync(Context, restore, Declare, cancellationToken).ConfigureAwait(false);

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

    private void Declare(KeyedOperatorState<TKey> opened)
    {
        var descriptor = new ValueStateDescriptor<TValue>(ValueState);
        if (opened.Heap is { } heap && Codec.For<TValue>().IsImmutable)
        {
            table = heap.Table(descriptor);
        }
        else
        {
            values = opened.Backend.State(descriptor);
        }
    }

    private void ApplyToTable(HeapTable<TKey, TValue> values, in Records<T> records, ReadOnlySpan<uint> recordHashes)
    {
        var recordKeys = keys.Select(records, Context);
        var i = 0;
        try
        {
            values.Update(recordKeys, recordHashes, new Step(fold, recordKeys, records.Items, results), ref i);
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }
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

    /// <summary>Folds the next record. The spans are as long as the loop over the keys.</summary>
    private readonly ref struct Step(TFold fold, ReadOnlySpan<TKey> keys, ReadOnlySpan<T> items, Span<TOut> target) : IValueUpdate<TValue>
    {
        private readonly TFold fold = fold;
        private readonly ref readonly TKey key = ref MemoryMarshal.GetReference(keys);
        private readonly ref readonly T item = ref MemoryMarshal.GetReference(items);
        private readonly ref TOut result = ref MemoryMarshal.GetReference(target);

        public void Update(int index, ref TValue value, bool added) =>
            Unsafe.Add(ref result, index) = fold.Apply(
                ref value, added, in Unsafe.Add(ref Unsafe.AsRef(in key), index), in Unsafe.Add(ref Unsafe.AsRef(in item), index));
    }
}
