using System.Diagnostics.CodeAnalysis;
using Weir.State.Codecs;

namespace Weir.State.Expiry;

/// <summary>A value that expires.</summary>
internal sealed class ExpiringValue<T>(IValueState<Timed<T>> values, T? defaultValue, ExpiryRule rule, Action sweep) : IValueState<T>
{
    private static readonly Codec<T> s_codec = Codec.For<T>();

    public T? Value
    {
        get => TryUse(out var value) ? value : defaultValue is null ? default : s_codec.Copy(defaultValue);
        set
        {
            sweep();
            values.Value = rule.Used(value!);
        }
    }

    public bool HasValue => values.HasValue && (!rule.IsExpired(values.Value) || rule.ShowsExpired);

    public void Clear() => values.Clear();

    /// <summary>Takes the current key's value out if it has expired.</summary>
    public void Clean()
    {
        if (values.HasValue && rule.IsExpired(values.Value))
        {
            values.Clear();
        }
    }

    /// <summary>What the current key has; that counts as reading.</summary>
    public bool TryUse([MaybeNullWhen(false)] out T value)
    {
        sweep();
        if (!values.HasValue)
        {
            value = default;
            return false;
        }

        var timed = values.Value;
        value = timed.Value;
        if (rule.IsExpired(timed))
        {
            values.Clear();
            return rule.ShowsExpired;
        }

        if (rule.RefreshesOnRead)
        {
            values.Value = rule.Used(timed.Value);
        }

        return true;
    }
}

/// <summary>A reduced value that expires, from its last addition or use on.</summary>
internal sealed class ExpiringReduction<T>(ExpiringValue<T> value, Func<T, T, T> reduce) : IReducingState<T>
{
    public T? Value => value.Value;

    public bool HasValue => value.HasValue;

    public void Add(T added) => value.Value = value.TryUse(out var old) ? reduce(old, added) : added;

    public void Clear() => value.Clear();
}

/// <summary>An aggregate that expires, from its last addition or use on.</summary>
internal sealed class ExpiringAggregate<TIn, TAccumulator, TOut>(
    ExpiringValue<TAccumulator> value, AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor) : IAggregatingState<TIn, TOut>
{
    public TOut? Value => value.TryUse(out var accumulator) ? descriptor.Result(accumulator) : default;

    public bool HasValue => value.HasValue;

    public void Add(TIn input) => value.Value = descriptor.Add(value.TryUse(out var accumulator) ? accumulator : descriptor.Create(), input);

    public void Clear() => value.Clear();
}
