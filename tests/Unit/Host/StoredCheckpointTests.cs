using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Weir.Host;
using Weir.Host.Checkpoints;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.Host;

/// <summary>Checkpoints and savepoints looked at, and disposed of, without a job.</summary>
public sealed class StoredCheckpointTests : IDisposable
{
    private const string Job = "0123456789abcdef0123456789abcdef";
    private readonly string _root = Directory.CreateTempSubdirectory("weir-stored-").FullName;
    private readonly FileSystemCheckpointStorage _storage;

    public StoredCheckpointTests() => _storage = new FileSystemCheckpointStorage(_root, inlineThresholdBytes: 0);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task All_that_is_complete_in_a_folder_is_found_and_a_flipped_byte_in_one_is_told_of_that_one()
    {
        await WriteAsync(await _storage.BeginCheckpointAsync(Job, 1, None), CheckpointKind.Checkpoint);
        var damaged = await SavepointAsync(2);
        await _storage.BeginCheckpointAsync(Job, 3, None);
        var file = Directory.GetFiles(damaged).Single(path => Path.GetFileName(path) != "_metadata");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var found = await StoredCheckpoint.FindAsync(_root, verifies: true, None);
        found.Count.ShouldBe(2);
        found.Single(checkpoint => checkpoint.Problem is null).Metadata!.CheckpointId.ShouldBe(1);
        CheckpointText.Verdict(found.Single(checkpoint => checkpoint.Problem is not null)).ShouldStartWith($"{damaged}: damaged: ");
        CheckpointText.Table(found).Split('\n').Length.ShouldBe(4);
        var json = JsonNode.Parse(CheckpointText.Json(found))!["checkpoints"]!.AsArray();
        json.Select(each => (string)each!["kind"]!).Order().ShouldBe(["checkpoint", "savepoint"]);
    }

    [Fact]
    public async Task A_folder_without_a_complete_checkpoint_is_refused()
    {
        await _storage.BeginCheckpointAsync(Job, 1, None);
        (await Should.ThrowAsync<BadUsageException>(StoredCheckpoint.FindAsync(_root, verifies: false, None))).Message.ShouldContain("there is no complete checkpoint in");
    }

    [Fact]
    public async Task A_savepoint_is_disposed_of_when_no_job_of_the_storage_needs_it_any_more()
    {
        var savepoint = await SavepointAsync(2);
        var user = new JobRecord(new string('a', 32), "user", DateTimeOffset.UnixEpoch, StartFrom: savepoint);
        await _storage.RegisterJobAsync(user, None);
        (await DisposeAsync(savepoint))!.ShouldContain($"the job 'user' ({user.JobId}) would have to go back to it");

        await WriteAsync(await _storage.BeginCheckpointAsync(user.JobId, 3, None), CheckpointKind.Checkpoint);
        (await DisposeAsync(savepoint)).ShouldBeNull();
        Directory.Exists(savepoint).ShouldBeFalse();
        (await DisposeAsync(savepoint))!.ShouldContain("There is no complete checkpoint at");
    }

    [Fact]
    public async Task A_claimed_savepoint_is_its_job_s_until_that_is_over()
    {
        var savepoint = await SavepointAsync(2);
        var owner = new JobRecord(new string('a', 32), "owner", DateTimeOffset.UnixEpoch, StartFrom: savepoint, IsStartClaimed: true);
        await _storage.RegisterJobAsync(owner, None);
        await WriteAsync(await _storage.BeginCheckpointAsync(owner.JobId, 3, None), CheckpointKind.Checkpoint);
        (await DisposeAsync(savepoint))!.ShouldContain("or has claimed it");
        await _storage.SetJobPhaseAsync(owner.JobId, JobPhase.Cancelled, DateTimeOffset.UnixEpoch, None);
        (await DisposeAsync(savepoint)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_no_savepoint_is_not_disposed_of()
    {
        var location = await _storage.BeginCheckpointAsync(Job, 1, None);
        await WriteAsync(location, CheckpointKind.Checkpoint);
        var path = Path.Combine(_root, location.Directory);
        (await DisposeAsync(path))!.ShouldContain("and no savepoint");
        (await DisposeAsync(_root))!.ShouldContain("There is no complete checkpoint at");
        Directory.Exists(path).ShouldBeTrue();
    }

    private async Task<string?> DisposeAsync(string path) =>
        (await LocalDisposal.DisposeAsync(path, [], [$"weir.checkpointing.storage.dir={_root}"], None)).Problem;

    private async Task<string> SavepointAsync(long id)
    {
        var location = await _storage.BeginSavepointAsync(Job, id, Path.Combine(_root, "savepoints"), DateTimeOffset.UnixEpoch, isAutomatic: false, None);
        await WriteAsync(location, CheckpointKind.Savepoint);
        return location.Directory;
    }

    private async Task WriteAsync(CheckpointLocation location, CheckpointKind kind)
    {
        await using var stream = _storage.WriterFor(location).Create("state");
        await stream.WriteAsync(new byte[] { 1, 2, 3 }, None);
        var handle = await stream.CloseAsync(None);
        await _storage.CompleteAsync(
            location,
            new CheckpointMetadata
            {
                JobId = Job,
                JobName = "counts",
                CheckpointId = kind == CheckpointKind.Checkpoint ? 1 : 2,
                Timestamp = DateTimeOffset.UnixEpoch,
                Kind = kind,
                Operators =
                [
                    new OperatorState
                    {
                        Uid = "source", Name = "Source", Parallelism = 1, MaxParallelism = 128,
                        Subtasks = [OperatorSubtaskState.Empty with { Operator = [new OperatorStateHandle(handle, ImmutableArray<OperatorListPart>.Empty)] }],
                    },
                ],
            },
            None);
    }
}
