using System.Numerics;
using Weir.State;
using Weir.State.Codecs;
using Weir.State.Storage.Memory;
using Weir.Unit.State.Backends;

namespace Weir.Unit.State.Matrix;

/// <summary>Every kind of keyed state × every backend × every way in which state comes to a subtask: one row of the theory each.</summary>
public sealed class KeyedMatrixTests : IDisposable
{
    private const int Keys = 120;
    private const int Far = 1_000;

    private readonly RocksDbTestNode _rocksDb = new();
    private readonly InMemoryCheckpointStorage _storage = new();

    public static TheoryData<StateKind, BackendKind, Situation> Cells
    {
        get
        {
            var cells = new TheoryData<StateKind, BackendKind, Situation>();
            foreach (var kind in KeyedKinds)
            {
                foreach (var backend in Backends)
                {
                    foreach (var situation in Enum.GetValues<Situation>().Where(situation => Backends.Length > 1 || !situation.IsFromTheOtherBackend()))
                    {
                        cells.Add(kind, backend, situation);
                    }
                }
            }

            return cells;
        }
    }

    public static TheoryData<StateKind, BackendKind, bool> Refusals
    {
        get
        {
            var cells = new TheoryData<StateKind, BackendKind, bool>();
            foreach (var kind in KeyedKinds)
            {
                foreach (var backend in Backends)
                {
                    cells.Add(kind, backend, false);
                    cells.Add(kind, backend, true);
                }
            }

            return cells;
        }
    }

    private static StateKind[] KeyedKinds => [.. Enum.GetValues<StateKind>().Where(kind => !kind.IsOfOperator())];

    private static BackendKind[] Backends => [.. Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task State_is_what_was_put_there(StateKind kind, BackendKind backend, Situation situation)
    {
        if (situation.IsEvolved())
        {
            await RunAsync<int, OldGoods, long, NewGoods>(kind, backend, situation);
        }
        else
        {
            await RunAsync<int, OldGoods, int, OldGoods>(kind, backend, situation);
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_read_is_refused_with_the_state_and_both_schemas(StateKind kind, BackendKind backend, bool isIncremental)
    {
        using var before = new MatrixSubtasks<int>(_rocksDb, backend, 1);
        var written = KeyedCase<int>.Of<OldGoods>(kind);
        before.At(1, (at, key, hash) => written.Put(at, key, hash, 1));
        var state = await before.CheckpointAsync(_storage, 1, isIncremental ? 0 : null);
        using var after = new MatrixSubtasks<short>(_rocksDb, backend, 1);
        using var wrong = new MatrixSubtasks<int>(_rocksDb, backend, 1);
        await after.RestoreAsync(_storage, 1, state);
        await wrong.RestoreAsync(_storage, 1, state);

        var narrow = KeyedCase<short>.Of<OldGoods>(kind);
        var refused = Should.Throw<IncompatibleSchemaException>(() => after.At(1, (at, key, hash) => narrow.Check(at, key, hash, 1)));
        refused.Message.ShouldStartWith($"The key of state '{narrow.Name}' was stored as int32 and is now int16: ");
        if (kind != StateKind.Timers)
        {
            var other = KeyedCase<int>.Of<WrongGoods>(kind);
            refused = Should.Throw<IncompatibleSchemaException>(() => wrong.At(1, (at, key, hash) => other.Check(at, key, hash, 1)));
            refused.Message.ShouldContain($"State '{other.Name}'");
            refused.Message.ShouldContain($"was stored as {refused.Written} and is now {refused.Current}: ");
            (refused.Written.Kind, refused.Current.Kind).ShouldBe((SchemaKind.Text, SchemaKind.Int32));
        }
    }

    public void Dispose() => _rocksDb.Dispose();

    private async Task RunAsync<TKey, T, TNextKey, TNext>(StateKind kind, BackendKind backend, Situation situation)
        where TKey : INumber<TKey>
        where T : IGoods<T>
        where TNextKey : INumber<TNextKey>
        where TNext : IGoods<TNext>
    {
        var (from, to) = situation.Parallelism();
        var first = situation.IsFromTheOtherBackend() ? Backends.Single(its => its != backend) : backend;
        var model = new int?[Keys];
        using var before = new MatrixSubtasks<TKey>(_rocksDb, first, from);
        Change(before, KeyedCase<TKey>.Of<T>(kind), model, number => number % 5 > 0 ? number : null);
        if (situation == Situation.Fresh)
        {
            Check(before, KeyedCase<TKey>.Of<T>(kind), model);
            return;
        }

        if (situation.IsIncremental())
        {
            // Of each key group some keys are as they were, some others, some gone, some new.
            await before.CheckpointAsync(_storage, 1, below: 0);
            Change(before, KeyedCase<TKey>.Of<T>(kind), model, number => number % 11 == 0 ? null : number % 7 == 0 ? number + Far : model[number]);
        }

        var state = await before.CheckpointAsync(_storage, 2, situation.IsIncremental() ? 1 : null);
        using var after = new MatrixSubtasks<TNextKey>(_rocksDb, backend, to);
        await after.RestoreAsync(_storage, 2, state);
        Check(after, KeyedCase<TNextKey>.Of<TNext>(kind), model);

        // It goes on as it is now, and what it writes is read again.
        Change(after, KeyedCase<TNextKey>.Of<TNext>(kind), model, number => number % 3 == 0 ? number + (2 * Far) : number % 13 == 0 ? null : model[number]);
        state = await after.CheckpointAsync(_storage, 3, below: null);
        using var again = new MatrixSubtasks<TNextKey>(_rocksDb, backend, from);
        await again.RestoreAsync(_storage, 3, state);
        Check(again, KeyedCase<TNextKey>.Of<TNext>(kind), model);
    }

    private static void Change<TKey>(MatrixSubtasks<TKey> subtasks, KeyedCase<TKey> state, int?[] model, Func<int, int?> wanted)
        where TKey : INumber<TKey>
    {
        for (var number = 0; number < model.Length; number++)
        {
            var (old, next) = (model[number], wanted(number));
            if (old == next)
            {
                continue;
            }

            subtasks.At(number, (at, key, hash) =>
            {
                if (old is { } its)
                {
                    state.Clear(at, key, hash, its);
                }

                if (next is { } value)
                {
                    state.Put(at, key, hash, value);
                }
            });
            model[number] = next;
        }
    }

    private static void Check<TKey>(MatrixSubtasks<TKey> subtasks, KeyedCase<TKey> state, int?[] model)
        where TKey : INumber<TKey>
    {
        for (var number = 0; number < model.Length; number++)
        {
            var expected = model[number];
            subtasks.At(number, (at, key, hash) => state.Check(at, key, hash, expected));
        }

        subtasks.Numbers(state.Name).ShouldBe(Enumerable.Range(0, model.Length).Where(number => model[number] is not null));
    }
}
