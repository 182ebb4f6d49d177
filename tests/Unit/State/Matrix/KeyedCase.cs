using Weir.State;
using Weir.State.Backends;

namespace Weir.Unit.State.Matrix;

/// <summary>A kind of keyed state: what is put into it for a key, and that exactly that is found.</summary>
internal abstract class KeyedCase<TKey>
{
    /// <summary>Puts something of a key there, in place of what there is.</summary>
    public abstract void Put(KeyedStateBackend<TKey> at, TKey key, uint hash, int number);

    public abstract void Clear(KeyedStateBackend<TKey> at, TKey key, uint hash, int number);

    /// <param name="number">What was put; null: nothing may be there.</param>
    public abstract void Check(KeyedStateBackend<TKey> at, TKey key, uint hash, int? number);

    /// <summary>How the state is called in errors.</summary>
    public virtual string Name => "goods";

    public static KeyedCase<TKey> Of<T>(StateKind kind)
        where T : IGoods<T> => kind switch
        {
            StateKind.Value => new ValueCase<TKey, T>(),
            StateKind.List => new ListCase<TKey, T>(),
            StateKind.Map => new MapCase<TKey, T>(),
            StateKind.Reducing => new ReducingCase<TKey, T>(),
            StateKind.Aggregating => new AggregatingCase<TKey, T>(),
            StateKind.Timers => new TimersCase<TKey>(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of state that the matrix has no case of."),
        };
}

internal sealed class ValueCase<TKey, T> : KeyedCase<TKey>
    where T : IGoods<T>
{
    private static readonly ValueStateDescriptor<T> Goods = new("goods");

    public override void Put(KeyedStateBackend<TKey> at, TKey key, uint hash, int number) => at.State(Goods).Value = T.Of(number);

    public override void Clear(KeyedStateBackend<TKey> at, TKey key, uint hash, int number) => at.State(Goods).Clear();

    public override void Check(KeyedStateBackend<TKey> at, TKey key, uint hash, int? number)
    {
        at.State(Goods).HasValue.ShouldBe(number is not null);
        at.State(Goods).Value?.Text.ShouldBe(number is { } its ? T.Of(its).Text : null);
    }
}

internal sealed class ListCase<TKey, T> : KeyedCase<TKey>
    where T : IGoods<T>
{
    private static readonly ListStateDescriptor<T> Goods = new("goods");

    public override void Put(KeyedStateBackend<TKey> at, TKey key, uint hash, int number)
    {
        at.State(Goods).Update([T.Of(number), T.Of(number + 1)]);
        at.State(Goods).Add(T.Of(number + 2));
    }

    public override void Clear(KeyedStateBackend<TKey> at, TKey key, uint hash, int number) => at.State(Goods).Clear();

    public override void Check(KeyedStateBackend<TKey> at, TKey key, uint hash, int? number) => at.State(Goods).Select(each => each.Text).ShouldBe(
        number is { } its ? [T.Of(its).Text, T.Of(its + 1).Text, T.Of(its + 2).Text] : []);
}

internal sealed class MapCase<TKey, T> : KeyedCase<TKey>
    where T : IGoods<T>
{
    private static readonly MapStateDescriptor<string, T> Goods = new("goods");

    public override void Put(KeyedStateBackend<TKey> at, TKey key, uint hash, int number)
    {
        at.State(Goods).Clear();
        at.State(Goods)["a"] = T.Of(number);
        at.State(Goods)[$"{number}"] = T.Of(number + 1);
    }

    public override void Clear(KeyedStateBackend<TKey> at, TKey key, uint hash, int number) => at.State(Goods).Clear();

    public override void Check(KeyedStateBackend<TKey> at, TKey key, uint hash, int? number) => at.State(Goods).Select(each => $"{each.Key} {each.Value.Text}")
        .ShouldBe(number is { } its ? [$"a {T.Of(its).Text}", $"{its} {T.Of(its + 1).Text}"] : [], ignoreOrder: true);
}

internal sealed class ReducingCase<TKey, T> : KeyedCase<TKey>
    where T : IGoods<T>
{
    private static readonly ReducingStateDescriptor<T> Goods = new("goods", (left, right) => left.Plus(right));

    public override void Put(KeyedStateBackend<TKey> at, TKey key, uint hash, int number)
    {
        at.State(Goods).Clear();
        at.State(Goods).Add(T.Of(number));
        at.State(Goods).Add(T.Of(3));
    }

    public override void Clear(KeyedStateBackend<TKey> at, TKey key, uint hash, int number) => at.State(Goods).Clear();

    public override void Check(KeyedStateBackend<TKey> at, TKey key, uint hash, int? number)
    {
        at.State(Goods).HasValue.ShouldBe(number is not null);
        at.State(Goods).Value?.Text.ShouldBe(number is { } its ? T.Of(its).Plus(T.Of(3)).Text : null);
    }
}

internal sealed class AggregatingCase<TKey, T> : KeyedCase<TKey>
    where T : IGoods<T>
{
    private static readonly AggregatingStateDescriptor<int, T, string> Goods = new(
        "goods", () => T.Of(1), (goods, number) => goods.Plus(T.Of(number)), goods => goods.Text);

    public override void Put(KeyedStateBackend<TKey> at, TKey key, uint hash, int number)
    {
        at.State(Goods).Clear();
        at.State(Goods).Add(number);
        at.State(Goods).Add(2);
    }

    public override void Clear(KeyedStateBackend<TKey> at, TKey key, uint hash, int number) => at.State(Goods).Clear();

    public override void Check(KeyedStateBackend<TKey> at, TKey key, uint hash, int? number)
    {
        at.State(Goods).HasValue.ShouldBe(number is not null);
        at.State(Goods).Value.ShouldBe(number is { } its ? T.Of(1).Plus(T.Of(its)).Plus(T.Of(2)).Text : null);
    }
}

/// <summary>Timers have no values: what evolves is their key.</summary>
internal sealed class TimersCase<TKey> : KeyedCase<TKey>
{
    public override string Name => "timers";

    public override void Put(KeyedStateBackend<TKey> at, TKey key, uint hash, int number)
    {
        foreach (var time in Times(number))
        {
            at.Timers("timers").Add(time, in key, hash);
        }
    }

    public override void Clear(KeyedStateBackend<TKey> at, TKey key, uint hash, int number)
    {
        foreach (var time in Times(number))
        {
            at.Timers("timers").Delete(time, in key, hash).ShouldBeTrue();
        }
    }

    public override void Check(KeyedStateBackend<TKey> at, TKey key, uint hash, int? number)
    {
        // Those that are there cannot be added; the others can.
        foreach (var time in Times(number ?? 0))
        {
            var isAdded = at.Timers("timers").Add(time, in key, hash);
            isAdded.ShouldBe(number is null);
            if (isAdded)
            {
                at.Timers("timers").Delete(time, in key, hash).ShouldBeTrue();
            }
        }
    }

    private static long[] Times(int number) => [number % 10, -5, 10_000 + number];
}
