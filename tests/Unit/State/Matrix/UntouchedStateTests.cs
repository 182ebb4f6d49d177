using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Memory;
using Weir.Unit.State.Backends;

namespace Weir.Unit.State.Matrix;

/// <summary>State that is declared, and has never had anything, costs nothing but its declaration.</summary>
public sealed class UntouchedStateTests : IDisposable
{
    private const int States = 100;
    private const int MaxParallelism = 128;

    // A table's and its state's objects, beside 40 bytes for each key group, whose arrays come with its first key.
    private const int BytesBesideGroups = 3 * 1024;

    private readonly RocksDbTestNode _rocksDb = new();

    public static TheoryData<BackendKind, bool> Cells
    {
        get
        {
            var cells = new TheoryData<BackendKind, bool>();
            foreach (var kind in Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere))
            {
                cells.Add(kind, false);
                cells.Add(kind, true);
            }

            return cells;
        }
    }

    public void Dispose() => _rocksDb.Dispose();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Nothing_is_written_of_it(BackendKind kind, bool isShared)
    {
        var storage = new InMemoryCheckpointStorage();
        using var backend = Open(kind);
        Declare(backend);
        var location = await storage.BeginCheckpointAsync("0123456789abcdef0123456789abcdef", 1, CancellationToken.None);
        using var snapshot = backend.Snapshot(
            isShared ? new SnapshotRequest(1) { Scope = StateScope.Shared } : new SnapshotRequest(1) { Savepoint = SavepointFormat.Canonical });
        (await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None)).ShouldBeEmpty();
        var lists = new OperatorStateBackend();
        lists.List<string>("list");
        lists.UnionList<string>("union");
        lists.Broadcast(new BroadcastStateDescriptor<string, int>("map"));
        (await lists.Snapshot(1).WriteAsync(storage.WriterFor(location), "lists", CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Looking_for_what_is_not_there_makes_no_table(BackendKind kind, bool isWritten)
    {
        using var backend = Open(kind);
        Declare(backend);
        for (var key = 0; key < 100; key++)
        {
            backend.SetKey(in key, KeyHasher<int>.Default.Hash(in key));
            for (var i = 0; i < States; i++)
            {
                backend.State(new ValueStateDescriptor<long>($"value {i}")).HasValue.ShouldBeFalse();
                backend.State(new ListStateDescriptor<string>($"list {i}")).ShouldBeEmpty();
                backend.State(new MapStateDescriptor<string, int>($"map {i}")).Clear();
            }
        }

        if (isWritten)
        {
            backend.State(new ValueStateDescriptor<long>("value 7")).Value = 1;
        }

        if (backend is RocksDbStateBackend<int> rocksDb)
        {
            // Each family has memory for writes of its own, and files.
            rocksDb.Store.Families.Keys.ShouldBe(isWritten ? [RocksDbFamily.NameOf("value 7")] : []);
        }
        else
        {
            Enumerable.Range(0, States).Count(i => backend.Keys($"value {i}").Any()).ShouldBe(isWritten ? 1 : 0);
        }
    }

    [Fact]
    public void On_the_heap_a_declaration_takes_a_few_kilobytes_whatever_it_would_hold()
    {
        using var first = Open(BackendKind.Heap);
        Declare(first);
        using var backend = Open(BackendKind.Heap);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Declare(backend);
        var perState = (GC.GetAllocatedBytesForCurrentThread() - before) / (3 * States);
        perState.ShouldBeLessThan((40 * MaxParallelism) + BytesBesideGroups);
    }

    private static void Declare(KeyedStateBackend<int> backend)
    {
        for (var i = 0; i < States; i++)
        {
            backend.State(new ValueStateDescriptor<long>($"value {i}"));
            backend.State(new ListStateDescriptor<string>($"list {i}"));
            backend.State(new MapStateDescriptor<string, int>($"map {i}"));
        }
    }

    private KeyedStateBackend<int> Open(BackendKind kind)
    {
        var context = KeyedBackendContext<int>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism));
        return kind == BackendKind.RocksDb ? _rocksDb.Node.OpenBackend(context, "untouched") : new HeapStateBackend<int>(context);
    }
}
