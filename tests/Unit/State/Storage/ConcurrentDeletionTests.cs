using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.State.Storage;

/// <summary>A drop and a sweep, or two leaders, may come to delete the same thing at the same time.</summary>
public sealed class ConcurrentDeletionTests : IDisposable
{
    private const string Job = "0123456789abcdef0123456789abcdef";
    private const int Rounds = 60;
    private readonly string _root = Directory.CreateTempSubdirectory("weir-deletion-").FullName;
    private readonly FileSystemCheckpointStorage _storage;

    public ConcurrentDeletionTests() => _storage = new FileSystemCheckpointStorage(_root, inlineThresholdBytes: 0);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_checkpoint_that_two_delete_at_once_is_deleted_and_neither_fails()
    {
        for (int id = 1; id <= Rounds; id++)
        {
            CheckpointLocation location = await WriteAsync(id, isComplete: true);
            await TogetherAsync(
                () => _storage.DeleteCheckpointAsync(location, None),
                () => _storage.DeleteCheckpointAsync(location, None),
                () => _storage.ListCheckpointsAsync(Job, None),
                () => _storage.CleanUpAsync(Job, id, None));
            Directory.Exists(Path.Combine(_root, location.Directory)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task An_incomplete_checkpoint_that_is_discarded_and_swept_at_once_is_deleted_and_neither_fails()
    {
        for (int id = 1; id <= Rounds; id++)
        {
            CheckpointLocation location = await WriteAsync(id, isComplete: false);
            await TogetherAsync(
                () => _storage.DiscardAsync(location, None),
                () => _storage.CleanUpAsync(Job, id, None),
                () => _storage.CleanUpAsync(Job, id, None));
            Directory.Exists(Path.Combine(_root, location.Directory)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_note_of_a_savepoint_that_is_forgotten_while_notes_are_listed_is_passed_over()
    {
        string savepoints = Path.Combine(_root, "savepoints");
        for (int id = 1; id <= Rounds; id++)
        {
            await _storage.BeginSavepointAsync(Job, id, savepoints, DateTimeOffset.UnixEpoch, isAutomatic: true, None);
            await TogetherAsync(
                () => _storage.ForgetSavepointAsync(Job, id, None),
                () => _storage.ForgetSavepointAsync(Job, id, None),
                () => _storage.ListSavepointsAsync(Job, None));
        }
    }

    private static CheckpointMetadata MetadataOf(string job, long id) => new()
    {
        JobId = job,
        JobName = "job",
        CheckpointId = id,
        Timestamp = DateTimeOffset.UnixEpoch,
        Kind = CheckpointKind.Checkpoint,
        Fingerprint = "",
        Operators = [],
    };

    /// <summary>Begins them on threads of their own at the same moment.</summary>
    private static async Task TogetherAsync(params Func<Task>[] steps)
    {
        using var barrier = new Barrier(steps.Length);
        await Task.WhenAll(steps.Select(step => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait();
                return step();
            },
            None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }

    [Fact]
    public async Task The_first_checkpoints_of_a_job_that_are_completed_at_once_are_complete()
    {
        for (int round = 1; round <= Rounds; round++)
        {
            string job = $"{round:x32}";
            CheckpointLocation[] locations = [await _storage.BeginCheckpointAsync(job, 1, None), await _storage.BeginCheckpointAsync(job, 2, None)];
            await TogetherAsync([.. locations.Select((location, index) => (Func<Task>)(() => _storage.CompleteAsync(location, MetadataOf(job, index + 1), None)))]);
            (await _storage.ListCheckpointsAsync(job, None)).Count.ShouldBe(2);
            Directory.GetFiles(Path.Combine(_root, job), "completed*").Select(Path.GetFileName).ShouldBe(["completed"]);
        }
    }

    private async Task<CheckpointLocation> WriteAsync(long id, bool isComplete)
    {
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, id, None);
        string folder = Path.Combine(_root, location.Directory);
        for (int n = 0; n < 4; n++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"state-{n}"), [1, 2, 3]);
        }

        if (isComplete)
        {
            await _storage.CompleteAsync(location, MetadataOf(Job, id), None);
        }

        return location;
    }
}
