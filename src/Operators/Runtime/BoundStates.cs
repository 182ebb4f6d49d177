using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Weir.State;

namespace Weir.Operators.Runtime;

internal sealed class BoundValueState<T>(IValueState<T> state, KeyBinding binding) : IValueState<T>
{
    public T? Value
    {
        get => State.Value;
        set => State.Value = value;
    }

    public bool HasValue => State.HasValue;

    private IValueState<T> State
    {
        get
        {
            binding.Check();
            return state;
        }
    }

    public void Clear() => State.Clear();
}

internal sealed class BoundReducingState<T>(IReducingState<T> state, KeyBinding binding) : IReducingState<T>
{
    public T? Value => State.Value;

    public bool HasValue => State.HasValue;

    private IReducingState<T> State
    {
        get
        {
            binding.Check();
            return state;
        }
    }

    public void Add(T value) => State.Add(value);

    public void Clear() => State.Clear();
}

internal sealed class BoundAggregatingState<TIn, TOut>(IAggregatingState<TIn, TOut> state, KeyBinding binding) : IAggregatingState<TIn, TOut>
{
    public TOut? Value => State.Value;

    public bool HasValue => State.HasValue;

    private IAggregatingState<TIn, TOut> State
    {
        get
        {
            binding.Check();
            return state;
        }
    }

    public void Add(TIn input) => State.Add(input);

    public void Clear() => State.Clear();
}

internal sealed class BoundListState<T>(IListState<T> state, KeyBinding binding) : IListState<T>
{
    public int Count => State.Count;

    private IListState<T> State
    {
        get
        {
            binding.Check();
            return state;
        }
    }

    public void Add(T element) => State.Add(element);

    public void AddRange(IEnumerable<T> elements) => State.AddRange(elements);

    public void Update(IEnumerable<T> elements) => State.Update(elements);

    public void Clear() => State.Clear();

    public IEnumerator<T> GetEnumerator() => State.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal sealed class BoundMapState<TMapKey, TMapValue>(IMapState<TMapKey, TMapValue> state, KeyBinding binding) : IMapState<TMapKey, TMapValue>
    where TMapKey : notnull
{
    public int Count => State.Count;

    private IMapState<TMapKey, TMapValue> State
    {
        get
        {
            binding.Check();
            return state;
        }
    }

    public TMapValue this[TMapKey key]
    {
        get => State[key];
        set => State[key] = value;
    }

    public bool TryGet(TMapKey key, [MaybeNullWhen(false)] out TMapValue value) => State.TryGet(key, out value);

    public bool Contains(TMapKey key) => State.Contains(key);

    public bool Remove(TMapKey key) => State.Remove(key);

    public void Clear() => State.Clear();

    public IEnumerator<KeyValuePair<TMapKey, TMapValue>> GetEnumerator() => State.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
