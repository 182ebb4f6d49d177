using Weir.State.Codecs;

namespace Weir.State.RocksDb;

internal sealed class RocksDbValueState<TKey, T>(RocksDbCell<TKey, T> cell, T? defaultValue, Codec<T> codec) : IValueState<T>
{
    public T? Value
    {
        get => cell.TryGet(out var value) ? value : defaultValue is null ? default : codec.Copy(defaultValue);
        set => cell.Set(value!);
    }

    public bool HasValue => cell.HasValue;

    public void Clear() => cell.Clear();
}

internal sealed class RocksDbReducingState<TKey, T>(RocksDbCell<TKey, T> cell, Func<T, T, T> reduce) : IReducingState<T>
{
    public T? Value => cell.TryGet(out var value) ? value : default;

    public bool HasValue => cell.HasValue;

    public void Add(T value) => cell.Set(cell.TryGet(out var old) ? reduce(old, value) : value);

    public void Clear() => cell.Clear();
}

internal sealed class RocksDbAggregatingState<TKey, TIn, TAccumulator, TOut>(
    RocksDbCell<TKey, TAccumulator> cell, AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor) : IAggregatingState<TIn, TOut>
{
    public TOut? Value => cell.TryGet(out var accumulator) ? descriptor.Result(accumulator) : default;

    public bool HasValue => cell.HasValue;

    public void Add(TIn input) => cell.Set(descriptor.Add(cell.TryGet(out var accumulator) ? accumulator : descriptor.Create(), input));

    public void Clear() => cell.Clear();
}
