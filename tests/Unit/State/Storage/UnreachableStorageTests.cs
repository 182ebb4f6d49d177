using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.State.Storage;

/// <summary>What cannot be read for now is not damaged: a job does not go back behind it.</summary>
public sealed class UnreachableStorageTests : IDisposable
{
    private const string Job = "0123456789abcdef0123456789abcdef";
    private readonly string _root = Directory.CreateTempSubdirectory("weir-storage-").FullName;
    private readonly FileSystemCheckpointStorage _storage;

    public UnreachableStorageTests() => _storage = new FileSystemCheckpointStorage(_root, inlineThresholdBytes: 16);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task State_that_cannot_be_opened_is_named_as_such()
    {
        CheckpointLocation location = await CompleteAsync(1);
        string state = Directory.GetFiles(PathOf(location)).Single(file => !file.EndsWith("_metadata", StringComparison.Ordinal));
        MakeUnreadable(state);
        (await Should.ThrowAsync<StorageException>(() => _storage.VerifyAsync(location, None))).Message.ShouldContain(state);
    }

    [Fact]
    public async Task Metadata_that_cannot_be_opened_is_named_as_such_and_still_listed()
    {
        CheckpointLocation location = await CompleteAsync(1);
        string metadata = Path.Combine(PathOf(location), "_metadata");
        MakeUnreadable(metadata);
        (await Should.ThrowAsync<StorageException>(() => _storage.VerifyAsync(location, None))).Message.ShouldContain(metadata);
        (await _storage.ListCheckpointsAsync(Job, None)).Select(summary => summary.CheckpointId).ShouldBe([1]);
    }

    [Fact]
    public async Task What_cannot_be_looked_into_is_not_cleaned_up_as_incomplete()
    {
        CheckpointLocation location = await CompleteAsync(1);
        MakeUnreadable(Path.Combine(PathOf(location), "_metadata"));
        (await _storage.CleanUpAsync(Job, 1, None)).ShouldBeEmpty();
        Directory.Exists(PathOf(location)).ShouldBeTrue();
        await Should.ThrowAsync<StorageException>(() => _storage.DiscardAsync(location, None));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_listed_is_not_an_empty_one()
    {
        await CompleteAsync(1);
        string folder = Path.Combine(_root, Job);
        MakeUnreadable(folder);
        (await Should.ThrowAsync<StorageException>(() => _storage.ListCheckpointsAsync(Job, None))).Message.ShouldContain(Job);
    }

    [Fact]
    public async Task A_checkpoint_that_is_gone_is_damage_as_long_as_the_folder_around_it_is_there()
    {
        CheckpointLocation location = await CompleteAsync(1);
        await CompleteAsync(2);
        Directory.Delete(PathOf(location), recursive: true);
        (await _storage.VerifyAsync(location, None)).ShouldNotBeNull().ShouldContain("is missing");
        Directory.Delete(Path.Combine(_root, Job), recursive: true);
        (await Should.ThrowAsync<StorageException>(() => _storage.VerifyAsync(location, None))).Message.ShouldContain(Path.Combine(_root, Job));
    }

    [Fact]
    public async Task Only_that_the_metadata_is_of_a_newer_format_is_for_good()
    {
        CheckpointLocation location = await CompleteAsync(1);
        CheckpointMetadata metadata = await _storage.ReadMetadataAsync(location, None);
        await File.WriteAllBytesAsync(Path.Combine(PathOf(location), "_metadata"), OtherFormat.Of(metadata, 99));
        (await Should.ThrowAsync<StorageException>(() => _storage.VerifyAsync(location, None))).IsPermanent.ShouldBeTrue();
    }

    /// <summary>A link that leads to itself: it can be looked at, and not through, whoever looks.</summary>
    private static void MakeUnreadable(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        File.CreateSymbolicLink(path, path);
    }

    private string PathOf(CheckpointLocation location) => Path.Combine(_root, location.Directory);

    private async Task<CheckpointLocation> CompleteAsync(long id)
    {
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, id, None);
        StateHandle state;
        await using (CheckpointStream stream = _storage.WriterFor(location).Create("large"))
        {
            await stream.WriteAsync(new byte[40], None);
            state = await stream.CloseAsync(None);
        }

        await _storage.CompleteAsync(
            location,
            new CheckpointMetadata
            {
                JobId = Job,
                JobName = "counts",
                CheckpointId = id,
                Timestamp = DateTimeOffset.UnixEpoch,
                Fingerprint = "f",
                Operators =
                [
                    new OperatorState
                    {
                        Uid = "count", Name = "Count", Parallelism = 1, MaxParallelism = 128,
                        Subtasks = [new OperatorSubtaskState { Operator = [new OperatorStateHandle(state, [])] }],
                    },
                ],
            },
            None);
        return location;
    }
}
