using System.Runtime.CompilerServices;
using Weir.Operators.Elements;
using Weir.Operators.Runtime;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.Operators.Transforms;

/// <summary>
/// Folds the records of each key into a value and emits a result for each record. Values that never change in place are kept in a
/// table that the loop uses directly; others behind the state's interface, which copies them when a snapshot needs that.
/// </summary>
internal sealed class FoldOperator<TKey, T, TValue, TOut, TFold>(Func<T, TKey> selectKey, TFold fold) : OneInputOperator<T, TOut>
    where TFold : struct, IFold<TKey, T, TValue, TOut>
{
    private const string ValueState = "value";

    private readonly TOut[] results = new TOut[RecordBatch.DefaultCapacity];
    private uint[]? hashes;
    private TFold fold = fold;
    private KeyedOperatorState<TKey>? state;
    private HeapTable<TKey, TValue>? table;
    private IValueState<TValue>? values;

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        state = await KeyedOperatorState<TKey>.OpenAsync(Context, restore, cancellationToken).ConfigureAwait(false);
        var descriptor = new ValueStateDescriptor<TValue>(ValueState);
        if (Codec.For<TValue>().IsImmutable)
        {
            table = state.Backend.Table(descriptor);
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
    }

    public override InstanceSnapshot Snapshot(long checkpointId) => state!.Snapshot(checkpointId);

    public override ValueTask DisposeAsync()
    {
        state?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void ApplyToTable(HeapTable<TKey, TValue> values, in Records<T> records, ReadOnlySpan<uint> recordHashes)
    {
        var items = records.Items;
        recordHashes = recordHashes[..items.Length];
        var target = results.AsSpan(0, items.Length);
        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                var key = selectKey(items[i]);
                ref var value = ref values.GetOrAdd(in key, recordHashes[i], out var added);
                target[i] = fold.Apply(ref value, added, in key, in items[i]);
            }
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }
    }

    private void ApplyToState(in Records<T> records, ReadOnlySpan<uint> recordHashes)
    {
        var items = records.Items;
        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                var key = selectKey(items[i]);
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
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                hashes[i] = KeyHasher<TKey>.Default.Hash(selectKey(records.Items[i]));
            }
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }

        return hashes.AsSpan(0, records.Count);
    }
}
