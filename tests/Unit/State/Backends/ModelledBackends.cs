using System.Collections.Immutable;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>The subtasks of an operator, and what their states should have. Each operation is done to both, and compared.</summary>
internal sealed class ModelledBackends : IDisposable
{
    private const string JobId = "0123456789abcdef0123456789abcdef";
    private const int MaxParallelism = 12;

    private static readonly ValueStateDescriptor<long> s_value = new("value", -1);
    private static readonly ValueStateDescriptor<List<int>?> s_mutable = new("mutable");
    private static readonly ListStateDescriptor<string> s_list = new("list");
    private static readonly MapStateDescriptor<string, List<int>> s_map = new("map");
    private static readonly ReducingStateDescriptor<long> s_sum = new("sum", (left, right) => left + right);

    private static readonly AggregatingStateDescriptor<int, (long Sum, int Count), double> s_mean = new(
        "mean", () => (0, 0), (sum, input) => (sum.Sum + input, sum.Count + 1), sum => (double)sum.Sum / sum.Count);

    private readonly InMemoryCheckpointStorage _storage = new();
    private readonly RocksDbTestNode _rocksDb = new();
    private KeyedStateBackend<long>[] _subtasks;
    private StateModel _model = new();
    private (long Id, bool IsShared, ImmutableArray<OperatorSubtaskState> Stored, CheckpointLocation Location, StateModel Model)? _complete;
    private long _checkpointId;

    public ModelledBackends(BackendKind kind, int parallelism)
    {
        Kind = kind;
        _subtasks = Make(parallelism);
    }

    public BackendKind Kind { get; private set; }

    public bool HasCheckpoint => _complete is not null;

    public void Change(long key, Random random)
    {
        var (states, hash) = (At(key), KeyHasher<long>.Default.Hash(in key));
        var expected = _model[key];
        var number = random.Next(1_000);
        var time = random.Next(40);
        var word = $"w{random.Next(4)}";
        switch (random.Next(18))
        {
            case 0: states.State(s_value).Value = number; expected.Value = number; break;
            case 1: states.State(s_value).Clear(); expected.Value = null; break;
            case 2: states.State(s_mutable).Value = [number]; expected.Mutable = [number]; break;
            case 3: states.State(s_mutable).Value?.Add(number); expected.Mutable?.Add(number); break;
            case 4: states.State(s_mutable).Clear(); expected.Mutable = null; break;
            case 5: states.State(s_list).Add(word); expected.List.Add(word); break;
            case 6: states.State(s_list).AddRange([word, "more"]); expected.List.AddRange([word, "more"]); break;
            case 7:
                string[] update = [.. Enumerable.Range(0, random.Next(4)).Select(i => $"u{i}")];
                states.State(s_list).Update(update);
                expected.List.Clear();
                expected.List.AddRange(update);
                break;
            case 8: states.State(s_list).Clear(); expected.List.Clear(); break;
            case 9: states.State(s_map)[word] = [number]; expected.Map[word] = [number]; break;
            case 10: states.State(s_map).Remove(word).ShouldBe(expected.Map.Remove(word)); break;
            case 11:
                states.State(s_map).TryGet(word, out var found).ShouldBe(expected.Map.TryGetValue(word, out var values));
                found?.Add(number);
                values?.Add(number);
                break;
            case 12:
                foreach (var entry in states.State(s_map))
                {
                    entry.Value.Add(number);
                    expected.Map[entry.Key].Add(number);
                }

                states.State(s_map).Count.ShouldBe(expected.Map.Count);
                break;
            case 13: states.State(s_map).Clear(); expected.Map.Clear(); break;
            case 14: states.State(s_sum).Add(number); expected.Sum = (expected.Sum ?? 0) + number; break;
            case 15: states.State(s_mean).Add(number); expected.Mean = (expected.Mean.Sum + number, expected.Mean.Count + 1); break;
            case 16: states.Timers("timers").Add(time, in key, hash).ShouldBe(expected.Timers.Add(time)); break;
            default: states.Timers("timers").Delete(time, in key, hash).ShouldBe(expected.Timers.Remove(time)); break;
        }

        if (random.Next(4) == 0)
        {
            Compare(states, expected);
        }
    }

    public void Fire(long upTo)
    {
        var fired = _subtasks.SelectMany(states => states.Timers("timers").PopUpTo(upTo)).Select(timer => (timer.Timestamp, timer.Key)).Order().ToList();
        fired.ShouldBe(_model.PopUpTo(upTo));
    }

    /// <summary>Takes a checkpoint; what is done meanwhile is not in it.</summary>
    public async Task CheckpointAsync(bool isShared, Action meanwhile)
    {
        var id = ++_checkpointId;
        var location = await _storage.BeginCheckpointAsync(JobId, id, CancellationToken.None);
        var request = isShared
            ? new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = _complete is { IsShared: true } below ? below.Id : 0 }
            : new SnapshotRequest(id) { Savepoint = SavepointFormat.Canonical };
        var model = _model.Copy();
        var snapshots = _subtasks.Select(states => states.Snapshot(request)).ToList();
        var writing = snapshots.Select(snapshot => Task.Run(() => snapshot.WriteAsync(_storage.WriterFor(location), "keyed", CancellationToken.None))).ToList();
        meanwhile();
        var handles = await Task.WhenAll(writing);
        snapshots.ForEach(snapshot => snapshot.Dispose());
        _complete = (id, isShared, [.. handles.Select(keyed => new OperatorSubtaskState { Keyed = keyed })], location, model);
    }

    /// <summary>Forgets all that was done since the latest checkpoint.</summary>
    public async Task RestoreAsync(BackendKind kind, int parallelism)
    {
        var (id, isShared, stored, location, model) = _complete!.Value;
        Array.ForEach(_subtasks, states => states.Dispose());

        // What the other backend has written incrementally is read, and not built upon.
        _complete = _complete.Value with { IsShared = isShared && kind == Kind };
        Kind = kind;
        _model = model.Copy();
        var state = new OperatorState { Uid = "uid", Parallelism = stored.Length, MaxParallelism = MaxParallelism, Subtasks = stored };
        var assigned = StateAssignment.Assign(state, parallelism, MaxParallelism);
        _subtasks = Make(parallelism);
        for (var i = 0; i < parallelism; i++)
        {
            await _subtasks[i].RestoreAsync(assigned[i].Keyed, _storage.ReaderFor(location), isShared ? id : 0, CancellationToken.None);
        }
    }

    public void CompareAll()
    {
        foreach (var key in _model.Keys)
        {
            Compare(At(key), _model[key]);
        }

        Keys("value").ShouldBe(_model.Keys.Where(key => _model[key].Value is not null));
        Keys("list").ShouldBe(_model.Keys.Where(key => _model[key].List.Count > 0));
        Keys("map").ShouldBe(_model.Keys.Where(key => _model[key].Map.Count > 0));
        Keys("timers").ShouldBe(_model.Keys.Where(key => _model[key].Timers.Count > 0));
        _subtasks.Sum(states => states.Timers("timers").Count).ShouldBe(_model.Keys.Sum(key => _model[key].Timers.Count));
    }

    public void Dispose()
    {
        Array.ForEach(_subtasks, states => states.Dispose());
        _rocksDb.Dispose();
    }

    private static void Compare(KeyedStateBackend<long> states, StateModel.Entry expected)
    {
        states.State(s_value).HasValue.ShouldBe(expected.Value is not null);
        states.State(s_value).Value.ShouldBe(expected.Value ?? -1);
        var isSame = expected.Mutable is null
            ? states.State(s_mutable).Value is null
            : states.State(s_mutable).Value?.SequenceEqual(expected.Mutable) == true;
        isSame.ShouldBeTrue("mutable");
        states.State(s_list).SequenceEqual(expected.List).ShouldBeTrue("list");
        states.State(s_list).Count.ShouldBe(expected.List.Count);
        states.State(s_map).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {string.Join(',', entry.Value)}")
            .SequenceEqual(expected.Map.Select(entry => $"{entry.Key} {string.Join(',', entry.Value)}")).ShouldBeTrue("map");
        states.State(s_sum).Value.ShouldBe(expected.Sum ?? 0);
        states.State(s_mean).HasValue.ShouldBe(expected.Mean.Count > 0);
        states.State(s_mean).Value.ShouldBe(expected.Mean.Count == 0 ? 0 : (double)expected.Mean.Sum / expected.Mean.Count);
    }

    private IEnumerable<long> Keys(string state)
    {
        foreach (var states in _subtasks)
        {
            // Asked for, or there are none.
            _ = state switch
            {
                "value" => (object)states.State(s_value),
                "list" => states.State(s_list),
                "map" => states.State(s_map),
                _ => states.Timers("timers"),
            };
        }

        return _subtasks.SelectMany(states => states.Keys(state)).Order();
    }

    private KeyedStateBackend<long> At(long key)
    {
        var hash = KeyHasher<long>.Default.Hash(in key);
        var states = _subtasks[KeyGroups.SubtaskOf(KeyGroups.Of(hash, MaxParallelism), MaxParallelism, _subtasks.Length)];
        states.SetKey(in key, hash);
        return states;
    }

    private KeyedStateBackend<long>[] Make(int parallelism) =>
    [
        .. Enumerable.Range(0, parallelism).Select(subtask =>
        {
            var context = KeyedBackendContext<long>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, parallelism, subtask));
            return Kind == BackendKind.RocksDb ? (KeyedStateBackend<long>)_rocksDb.Node.OpenBackend(context, "model") : new HeapStateBackend<long>(context) { FewBytes = 0 };
        }),
    ];
}
