using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Storage;

/// <summary>Files that belong to several checkpoints of a job, in both storages.</summary>
public sealed class SharedFileTests : IDisposable
{
    private const string Job = "0123456789abcdef0123456789abcdef";
    private readonly string _root = Directory.CreateTempSubdirectory("weir-shared-").FullName;

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_checkpoint_reads_what_an_earlier_one_has_written(bool inMemory)
    {
        var storage = Storage(inMemory);
        var first = await storage.BeginCheckpointAsync(Job, 1, None);
        var second = await storage.BeginCheckpointAsync(Job, 2, None);
        var handle = await WriteAsync(storage, first, [1, 2, 3]);
        var other = await WriteAsync(storage, first, [4, 5, 6]);
        handle.Scope.ShouldBe(StateScope.Shared);
        handle.SharedName.ShouldNotBe(other.SharedName);
        await storage.DiscardAsync(first, None);
        await CheckpointHandles.CheckAsync(storage.ReaderFor(second), handle, None);
        await CheckpointHandles.CheckAsync(storage.ReaderFor(second), other, None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_savepoint_has_no_shared_files(bool inMemory)
    {
        var storage = Storage(inMemory);
        await storage.RegisterJobAsync(new JobRecord(Job, "job", DateTimeOffset.UnixEpoch), None);
        var location = await storage.BeginSavepointAsync(Job, 1, Path.Combine(_root, "savepoints"), DateTimeOffset.UnixEpoch, isAutomatic: false, None);
        Should.Throw<InvalidOperationException>(() => storage.WriterFor(location).Create("x", StateScope.Shared));
    }

    [Fact]
    public async Task They_are_found_where_the_jobs_folder_has_been_moved_to()
    {
        var location = await Storage(inMemory: false).BeginCheckpointAsync(Job, 1, None);
        var handle = await WriteAsync(Storage(inMemory: false), location, [1, 2, 3]);
        Directory.Move(Path.Combine(_root, Job), Path.Combine(_root, "moved"));
        await CheckpointHandles.CheckAsync(Storage(inMemory: false).ReaderFor(new CheckpointLocation("moved/chk-1")), handle, None);
        await CheckpointHandles.CheckAsync(
            new FileSystemCheckpointStorage("/nowhere").ReaderFor(new CheckpointLocation(Path.Combine(_root, "moved", "chk-1"))), handle, None);
    }

    [Fact]
    public async Task Small_state_is_in_the_metadata_like_any_other()
    {
        var storage = new FileSystemCheckpointStorage(_root, inlineThresholdBytes: 3);
        var location = await storage.BeginCheckpointAsync(Job, 1, None);
        var handle = await WriteAsync(storage, location, [1, 2, 3]);
        handle.IsInline.ShouldBeTrue();
        handle.Scope.ShouldBe(StateScope.Own);
        Directory.Exists(Path.Combine(_root, Job, "shared")).ShouldBeFalse();
    }

    private static async Task<StateHandle> WriteAsync(ICheckpointStorage storage, CheckpointLocation location, byte[] bytes)
    {
        await using var stream = storage.WriterFor(location).Create("state", StateScope.Shared);
        await stream.WriteAsync(bytes, None);
        return await stream.CloseAsync(None);
    }

    private ICheckpointStorage Storage(bool inMemory) => inMemory ? new InMemoryCheckpointStorage() : new FileSystemCheckpointStorage(_root, inlineThresholdBytes: 0);
}
