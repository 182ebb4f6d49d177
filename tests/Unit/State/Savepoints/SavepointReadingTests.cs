using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Savepoints;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.State.Savepoints;

public sealed class SavepointReadingTests
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 500).Select(n => $"w{n}")];

    [Fact]
    public async Task Every_kind_of_state_is_read_by_its_operator_key_and_name()
    {
        using var folder = await WriteAsync();
        var count = Savepoint.Open(folder.Path).Operator("count").Keyed<string>();
        var values = await AllAsync(count.Value<long>("count"));
        values.Count.ShouldBe(Words.Length);
        values.ShouldAllBe(entry => entry.Value == entry.Key.Length);
        (await AllAsync(count.List<int>("lengths"))).ShouldAllBe(entry => entry.Value.SequenceEqual(new[] { entry.Key.Length, -1 }));
        (await AllAsync(count.Map<char, string>("letters"))).ShouldAllBe(entry => entry.Value['w'] == entry.Key);
        (await AllAsync(count.Reducing<long>("sum"))).ShouldAllBe(entry => entry.Value == 3);
        (await AllAsync(count.Aggregating<(long Sum, long Count)>("mean"))).ShouldAllBe(entry => entry.Value.Count == 2);
        (await AllAsync(count.Timers("timers"))).Count.ShouldBe(2 * Words.Length);
        (await AllAsync(Savepoint.Open(folder.Path).Operator("source").List<(string Split, long Offset)>("splits"))).ShouldBe([("a", 3), ("b", 5)]);
    }

    [Fact]
    public async Task A_key_is_found_without_reading_the_others_and_counts_are_by_key_group()
    {
        using var folder = await WriteAsync();
        var values = Savepoint.Open(folder.Path).Operator("count").Keyed<string>().Value<long>("count");
        (await values.FindAsync("w17")).ShouldBe(new KeyValuePair<string, long>("w17", 3));
        (await values.FindAsync("nowhere")).ShouldBeNull();
        var counts = await values.CountByKeyGroupAsync();
        counts.Count.ShouldBe(SavepointFolder.MaxParallelism);
        counts.Sum().ShouldBe(Words.Length);
        counts.ShouldAllBe(each => each > 0);
    }

    [Fact]
    public async Task Types_may_have_evolved_as_for_a_job()
    {
        using var folder = await WriteAsync();
        var values = Savepoint.Open(folder.Path).Operator("count").Keyed<Utf8Text>().Value<decimal?>("count");
        (await values.FindAsync("w17"))!.Value.Value.ShouldBe(3);
        var refused = Savepoint.Open(folder.Path).Operator("count").Keyed<string>().Value<bool>("count");
        (await Should.ThrowAsync<IncompatibleSchemaException>(refused.FindAsync("w17"))).Message.ShouldContain("'count'");
    }

    [Fact]
    public async Task What_is_not_there_is_named_with_what_is()
    {
        using var folder = await WriteAsync();
        var savepoint = Savepoint.Open(folder.Path);
        (await Should.ThrowAsync<ArgumentException>(AllAsync(savepoint.Operator("counts").Keyed<string>().Value<long>("count")))).Message.ShouldContain("source, count");
        (await Should.ThrowAsync<ArgumentException>(AllAsync(savepoint.Operator("count").Keyed<string>().Value<long>("counts")))).Message.ShouldContain("lengths (List)");
        (await Should.ThrowAsync<InvalidOperationException>(AllAsync(savepoint.Operator("count").Keyed<string>().Value<long>("lengths")))).Message.ShouldContain("List");
        (await Should.ThrowAsync<ArgumentException>(AllAsync(savepoint.Operator("source").List<long>("split")))).Message.ShouldContain("splits (OperatorList)");
        Should.Throw<IOException>(() => Savepoint.Open(Path.GetDirectoryName(folder.Path)!)).Message.ShouldContain("_metadata");
    }

    [Fact]
    public async Task A_description_tells_operators_states_and_their_types()
    {
        using var folder = await WriteAsync();
        var description = await Savepoint.Open(folder.Path).DescribeAsync();
        description.IsSavepoint.ShouldBeTrue();
        description.JobName.ShouldBe("words");
        description.CheckpointId.ShouldBe(7);
        var count = description.Operators.Single(its => its.Uid == "count");
        count.Parallelism.ShouldBe(2);
        count.States.Select(its => (its.Name, its.Kind, $"{its.Key}", $"{its.Value}")).ShouldContain(("letters", StateKind.Map, "text", "map<character, text>"));
        description.Operators.Single(its => its.Uid == "source").States.Select(its => its.Kind).ShouldBe([StateKind.OperatorList, StateKind.OperatorBroadcast]);
    }

    [Fact]
    public async Task Of_an_incremental_checkpoint_what_lies_on_top_is_read()
    {
        const string job = "0123456789abcdef0123456789abcdef";
        var root = Directory.CreateTempSubdirectory("weir-layers-").FullName;
        try
        {
            var storage = new FileSystemCheckpointStorage(root);
            using var backend = new HeapStateBackend<long>(KeyedBackendContext<long>.For(16, new KeyGroupRange(0, 16)));
            var state = backend.State(new ValueStateDescriptor<long>("count"));
            var expected = new Dictionary<long, long>();
            CheckpointLocation? last = null;
            for (long checkpoint = 1; checkpoint <= 4; checkpoint++)
            {
                for (long key = 0; key < (checkpoint == 1 ? 20_000 : 100); key++)
                {
                    var changed = checkpoint == 1 ? key : (key * 131) + checkpoint;
                    var hash = KeyHasher<long>.Default.Hash(changed);
                    backend.SetKey(changed, hash);
                    if (checkpoint > 1 && key % 3 == 0)
                    {
                        state.Clear();
                        expected.Remove(changed);
                    }
                    else
                    {
                        state.Value = checkpoint * changed;
                        expected[changed] = checkpoint * changed;
                    }
                }

                last = await storage.BeginCheckpointAsync(job, checkpoint, CancellationToken.None);
                using var snapshot = backend.Snapshot(new SnapshotRequest(checkpoint) { IncrementalBase = checkpoint - 1, Scope = StateScope.Shared });
                var handles = await snapshot.WriteAsync(storage.WriterFor(last), "count", CancellationToken.None);
                handles.Length.ShouldBe((int)checkpoint, "each lies over those before");
                await storage.CompleteAsync(last, new CheckpointMetadata
                {
                    JobId = job,
                    JobName = "layers",
                    CheckpointId = checkpoint,
                    Timestamp = DateTimeOffset.UnixEpoch,
                    Operators = [new OperatorState { Uid = "count", Parallelism = 1, MaxParallelism = 16, Subtasks = [new OperatorSubtaskState { Keyed = handles }] }],
                }, CancellationToken.None);
            }

            var read = Savepoint.Open(Path.Combine(root, last!.Directory)).Operator("count").Keyed<long>().Value<long>("count");
            (await AllAsync(read)).OrderBy(entry => entry.Key).SequenceEqual(expected.OrderBy(entry => entry.Key)).ShouldBeTrue();

            // Edited it becomes a savepoint that stands for itself.
            var edit = Savepoint.Open(Path.Combine(root, last.Directory)).Edit();
            edit.Operator("count").Keyed<long>().Value<long>("count").Set(-1, 1);
            var written = await edit.WriteAsync(Path.Combine(root, "edited"));
            Directory.Delete(Path.Combine(root, job), recursive: true);
            expected[-1] = 1;
            var edited = await AllAsync(Savepoint.Open(written).Operator("count").Keyed<long>().Value<long>("count"));
            edited.OrderBy(entry => entry.Key).SequenceEqual(expected.OrderBy(entry => entry.Key)).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    internal static Task<SavepointFolder> WriteAsync() => SavepointFolder.WriteAsync(Words, (backend, key) =>
    {
        backend.State(new ValueStateDescriptor<long>("count")).Value = key.Length;
        var list = backend.State(new ListStateDescriptor<int>("lengths"));
        list.Add(key.Length);
        list.Add(-1);
        backend.State(new MapStateDescriptor<char, string>("letters"))['w'] = key;
        var sum = backend.State(new ReducingStateDescriptor<long>("sum", (a, b) => a + b));
        sum.Add(1);
        sum.Add(2);
        var mean = backend.State(new AggregatingStateDescriptor<long, (long Sum, long Count), double>(
            "mean", () => default, (all, next) => (all.Sum + next, all.Count + 1), all => (double)all.Sum / all.Count));
        mean.Add(1);
        mean.Add(2);
        var hash = Weir.State.Keys.KeyHasher<string>.Default.Hash(key);
        backend.Timers("timers").Add(1_000, key, hash);
        backend.Timers("timers").Add(2_000, key, hash);
    });

    internal static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> entries)
    {
        var all = new List<T>();
        await foreach (var entry in entries)
        {
            all.Add(entry);
        }

        return all;
    }
}
