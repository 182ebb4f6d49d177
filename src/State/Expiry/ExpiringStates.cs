using Weir.State.Backends;

namespace Weir.State.Expiry;

/// <summary>
/// The states of a backend for their users: those that expire are kept with the time of their last use, in states of whatever backend.
/// </summary>
/// <param name="backend">Where they are.</param>
/// <param name="now">Processing time in milliseconds.</param>
internal sealed class ExpiringStates<TKey>(KeyedStateBackend<TKey> backend, Func<long> now)
{
    private readonly Dictionary<string, object> _states = new(StringComparer.Ordinal);

    public IValueState<T> State<T>(ValueStateDescriptor<T> descriptor) =>
        descriptor.Ttl is null ? backend.State(descriptor) : Find<IValueState<T>>(descriptor, () => Value(descriptor, descriptor.DefaultValue));

    public IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor) => descriptor.Ttl is null
        ? backend.State(descriptor)
        : Find<IReducingState<T>>(descriptor, () => new ExpiringReduction<T>(Value<T>(descriptor, default), descriptor.Reduce));

    public IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor) => descriptor.Ttl is null
        ? backend.State(descriptor)
        : Find<IAggregatingState<TIn, TOut>>(
            descriptor, () => new ExpiringAggregate<TIn, TAccumulator, TOut>(Value<TAccumulator>(descriptor, default), descriptor));

    public IListState<T> State<T>(ListStateDescriptor<T> descriptor)
    {
        if (descriptor.Ttl is null)
        {
            return backend.State(descriptor);
        }

        return Find<IListState<T>>(descriptor, () =>
        {
            var rule = Rule(descriptor);
            ExpiringList<T>? list = null;
            return list = new ExpiringList<T>(
                backend.State(new ListStateDescriptor<Timed<T>>(descriptor.Name)), rule, Sweep(descriptor, rule, () => list!.Clean()));
        });
    }

    public IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor)
        where TMapKey : notnull
    {
        if (descriptor.Ttl is null)
        {
            return backend.State(descriptor);
        }

        return Find<IMapState<TMapKey, TMapValue>>(descriptor, () =>
        {
            var rule = Rule(descriptor);
            ExpiringMap<TMapKey, TMapValue>? map = null;
            return map = new ExpiringMap<TMapKey, TMapValue>(
                backend.State(new MapStateDescriptor<TMapKey, Timed<TMapValue>>(descriptor.Name)), rule, Sweep(descriptor, rule, () => map!.Clean()));
        });
    }

    private ExpiringValue<T> Value<T>(StateDescriptor descriptor, T? defaultValue)
    {
        var rule = Rule(descriptor);
        ExpiringValue<T>? value = null;
        return value = new ExpiringValue<T>(
            backend.State(new ValueStateDescriptor<Timed<T>>(descriptor.Name)), defaultValue, rule, Sweep(descriptor, rule, () => value!.Clean()));
    }

    private ExpiryRule Rule(StateDescriptor descriptor)
    {
        var ttl = descriptor.Ttl!;
        if (ttl.CleansUpInCompaction)
        {
            backend.Expire(descriptor.Name, ttl.Duration, now);
        }

        var rule = new ExpiryRule(ttl, now);
        if (ttl.CleansUpInSnapshots)
        {
            backend.CleanUpInSnapshots(descriptor.Name, () => rule.Cutoff);
        }

        return rule;
    }

    private Action Sweep(StateDescriptor descriptor, ExpiryRule rule, Action clean) =>
        rule.Ttl.KeysCleanedPerAccess > 0 && backend is HeapStateBackend<TKey> heap
            ? new KeySweep<TKey>(heap, descriptor.Name, rule, clean).Step
            : static () => { };

    private TState Find<TState>(StateDescriptor descriptor, Func<TState> create)
        where TState : class
    {
        if (!_states.TryGetValue(descriptor.Name, out var state))
        {
            backend.TimesToLive[descriptor.Name] = descriptor.Ttl!;
            _states.Add(descriptor.Name, state = create());
        }

        return state as TState ?? throw new InvalidOperationException(
            $"State '{descriptor.Name}' is asked for as a {descriptor.Kind} state, and exists already as another. Names are unique within an operator.");
    }
}
