using System.Collections.Immutable;
using System.Text;
using Weir.State;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.State.Storage;

public sealed class FileSystemCheckpointStorageTests : IDisposable
{
    private const string Job = "0123456789abcdef0123456789abcdef";
    private readonly string _root = Directory.CreateTempSubdirectory("weir-storage-").FullName;
    private readonly FileSystemCheckpointStorage _storage;

    public FileSystemCheckpointStorageTests() => _storage = new FileSystemCheckpointStorage(_root, inlineThresholdBytes: 16);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    [InlineData(1_500_000)]
    public async Task Reads_back_what_was_written_whole_and_in_parts(int length)
    {
        byte[] bytes = Bytes(length);
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, 1, None);
        StateHandle handle = await WriteAsync(location, "op/1 é", bytes);
        handle.IsInline.ShouldBe(length <= 16);
        await using CheckpointInput input = await _storage.ReaderFor(location).OpenAsync(handle, None);
        foreach ((int start, int end) in new[] { (0, length), (length / 3, length / 2), (Math.Max(0, length - 5), length) })
        {
            byte[] part = new byte[end - start];
            await input.ReadAsync(start, part, None);
            part.ShouldBe(bytes[start..end]);
        }
    }

    [Fact]
    public async Task Reads_in_any_order_and_checks_what_it_reads_ahead_only_when_that_is_wanted()
    {
        byte[] bytes = Bytes(1_000_000);
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, 1, None);
        StateHandle handle = await WriteAsync(location, "state", bytes);
        string path = Directory.GetFiles(_root, "state", SearchOption.AllDirectories).ShouldHaveSingleItem();
        byte[] file = await File.ReadAllBytesAsync(path);
        file[BlockFormat.Offset(4) + 5]++;
        await File.WriteAllBytesAsync(path, file);
        await using CheckpointInput input = await _storage.ReaderFor(location).OpenAsync(handle, None);
        byte[] part = new byte[40_000];
        foreach (int start in new[] { 0, 40_000, 80_000, 120_000, 160_000, 200_000, 400_000, 0, 330_000, 960_000, 100_000 })
        {
            await input.ReadAsync(start, part, None);
            part.ShouldBe(bytes[start..(start + part.Length)]);
        }

        (await Should.ThrowAsync<CorruptStateException>(input.ReadAsync(4 * BlockFormat.BlockBytes, part, None).AsTask()))
            .Message.ShouldContain("is damaged in the block from byte 262160");
        await input.ReadAsync(5 * BlockFormat.BlockBytes, part, None);
        part.ShouldBe(bytes[(5 * BlockFormat.BlockBytes)..((5 * BlockFormat.BlockBytes) + part.Length)]);
    }

    [Fact]
    public async Task States_of_one_name_do_not_overwrite_each_other()
    {
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, 1, None);
        StateHandle first = await WriteAsync(location, "state", Bytes(100));
        StateHandle second = await WriteAsync(location, "state", Bytes(200));
        first.Path.ShouldNotBe(second.Path);
        await CheckpointHandles.CheckAsync(_storage.ReaderFor(location), first, None);
        await CheckpointHandles.CheckAsync(_storage.ReaderFor(location), second, None);
    }

    [Fact]
    public async Task A_checkpoint_is_listed_once_its_metadata_is_there()
    {
        CheckpointMetadata metadata = await CompleteAsync(3);
        await _storage.BeginCheckpointAsync(Job, 4, None);
        (await _storage.ListCheckpointsAsync(Job, None)).Select(summary => summary.CheckpointId).ShouldBe([3]);
        (await _storage.HighestCheckpointIdAsync(Job, None)).ShouldBe(4);
        CheckpointMetadata read = await _storage.ReadMetadataAsync(_storage.LocationOf(Job, 3), None);
        MetadataFormat.Encode(read).ShouldBe(MetadataFormat.Encode(metadata));
        (await _storage.VerifyAsync(_storage.LocationOf(Job, 3), None)).ShouldBeNull();
    }

    [Fact]
    public async Task Metadata_is_put_if_absent()
    {
        CheckpointMetadata metadata = await CompleteAsync(1);
        CheckpointLocation location = _storage.LocationOf(Job, 1);
        await _storage.CompleteAsync(location, metadata, None);
        StorageException refused = await Should.ThrowAsync<StorageException>(() => _storage.CompleteAsync(location, metadata with { JobName = "other" }, None));
        refused.Message.ShouldContain("_metadata is there already, with other content");
        Directory.EnumerateFiles(_root, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    /// <summary>Every file of a small checkpoint, cut at every length and with every byte flipped.</summary>
    [Fact]
    public async Task Each_truncation_and_each_flipped_byte_is_found_and_named()
    {
        await CompleteAsync(1);
        CheckpointLocation location = _storage.LocationOf(Job, 1);
        foreach (string file in Directory.GetFiles(Path.Combine(_root, location.Directory)))
        {
            byte[] whole = await File.ReadAllBytesAsync(file);
            for (int i = 0; i < whole.Length; i++)
            {
                await File.WriteAllBytesAsync(file, whole[..i]);
                (await _storage.VerifyAsync(location, None)).ShouldNotBeNull($"{file} cut at {i}").ShouldContain(file);
                byte[] flipped = [.. whole];
                flipped[i] ^= 0x40;
                await File.WriteAllBytesAsync(file, flipped);
                (await _storage.VerifyAsync(location, None)).ShouldNotBeNull($"{file} flipped at {i}").ShouldContain(file);
            }

            await File.WriteAllBytesAsync(file, whole);
            File.Delete(file);
            (await _storage.VerifyAsync(location, None)).ShouldNotBeNull().ShouldContain("missing");
            await File.WriteAllBytesAsync(file, whole);
        }

        (await _storage.VerifyAsync(location, None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_checkpoint_set_aside_is_neither_listed_nor_lost_nor_its_id_used_again()
    {
        await CompleteAsync(1);
        await CompleteAsync(2);
        await _storage.SetAsideAsync(_storage.LocationOf(Job, 2), None);
        await _storage.SetAsideAsync(_storage.LocationOf(Job, 2), None);
        (await _storage.ListCheckpointsAsync(Job, None)).Select(summary => summary.CheckpointId).ShouldBe([1]);
        (await _storage.HighestCheckpointIdAsync(Job, None)).ShouldBe(2);
        (await _storage.CleanUpAsync(Job, 100, None)).ShouldBeEmpty();
        File.Exists(Path.Combine(_root, Job, "set-aside-chk-2", "_metadata")).ShouldBeTrue();
    }

    [Fact]
    public async Task Cleaning_up_deletes_what_is_incomplete_up_to_an_id()
    {
        await CompleteAsync(1);
        await _storage.BeginCheckpointAsync(Job, 2, None);
        await _storage.BeginCheckpointAsync(Job, 3, None);
        string leftover = Path.Combine(_root, Job, "chk-1", "half.tmp");
        await File.WriteAllTextAsync(leftover, "half");
        (await _storage.CleanUpAsync(Job, 2, None)).ShouldBe([leftover, Path.Combine(_root, Job, "chk-2")], ignoreOrder: true);
        Directory.Exists(Path.Combine(_root, Job, "chk-3")).ShouldBeTrue();
        (await _storage.VerifyAsync(_storage.LocationOf(Job, 1), None)).ShouldBeNull();
    }

    [Fact]
    public async Task Discards_incomplete_checkpoints_only_and_deletes_complete_ones()
    {
        await CompleteAsync(1);
        CheckpointLocation location = _storage.LocationOf(Job, 1);
        (await Should.ThrowAsync<StorageException>(() => _storage.DiscardAsync(location, None))).Message.ShouldContain("is complete");
        await _storage.DeleteCheckpointAsync(location, None);
        await _storage.DeleteCheckpointAsync(location, None);
        Directory.Exists(Path.Combine(_root, location.Directory)).ShouldBeFalse();
        CheckpointLocation pending = await _storage.BeginCheckpointAsync(Job, 2, None);
        await _storage.DiscardAsync(pending, None);
        await _storage.DiscardAsync(pending, None);
        Directory.Exists(Path.Combine(_root, pending.Directory)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_id_is_used_once()
    {
        await _storage.BeginCheckpointAsync(Job, 1, None);
        (await Should.ThrowAsync<StorageException>(() => _storage.BeginCheckpointAsync(Job, 1, None))).Message.ShouldContain("chk-1");
    }

    [Fact]
    public async Task State_that_is_not_closed_leaves_no_file()
    {
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, 1, None);
        await using (CheckpointStream stream = _storage.WriterFor(location).Create("state"))
        {
            await stream.WriteAsync(Bytes(100_000), None);
        }

        Directory.EnumerateFileSystemEntries(Path.Combine(_root, location.Directory)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_are_remembered_with_their_phase_the_latest_first()
    {
        var first = new JobRecord(Job, "counts", DateTimeOffset.UnixEpoch);
        var second = new JobRecord(Job.Replace('0', '9'), "counts", DateTimeOffset.UnixEpoch.AddDays(1));
        await _storage.RegisterJobAsync(first, None);
        await _storage.RegisterJobAsync(first, None);
        await _storage.RegisterJobAsync(second, None);
        await _storage.SetJobPhaseAsync(first.JobId, JobPhase.Finished, DateTimeOffset.UnixEpoch.AddDays(2), None);
        JobListing listing = await new FileSystemCheckpointStorage(_root).ListJobsAsync(None);
        listing.Damaged.ShouldBeEmpty();
        listing.Jobs.ShouldBe([second, first with { Phase = JobPhase.Finished, EndedAt = DateTimeOffset.UnixEpoch.AddDays(2) }]);
        await Should.ThrowAsync<StorageException>(() => _storage.RegisterJobAsync(second with { Name = "other" }, None));
    }

    [Fact]
    public async Task A_damaged_job_record_is_named_and_hides_no_other()
    {
        var whole = new JobRecord(Job.Replace('0', '9'), "counts", DateTimeOffset.UnixEpoch, StartFrom: "/elsewhere/chk-7");
        await _storage.RegisterJobAsync(whole, None);
        await _storage.RegisterJobAsync(new JobRecord(Job, "counts", DateTimeOffset.UnixEpoch), None);
        string path = Path.Combine(_root, Job, "job");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("counts", "county"));
        JobListing listing = await _storage.ListJobsAsync(None);
        listing.Damaged.Count.ShouldBe(1);
        listing.Damaged[0].ShouldContain(path);
        listing.Jobs.ShouldBe([whole]);
    }

    [Fact]
    public void A_job_record_from_before_a_field_was_added_can_be_read()
    {
        byte[] json = Encoding.UTF8.GetBytes($$"""{"JobId":"{{Job}}","Name":"counts","SubmittedAt":"1970-01-01T00:00:00+00:00","Phase":1,"EndedAt":null}""");
        byte[] file = [.. json, .. Encoding.ASCII.GetBytes($"\n{Crc32C.Of(json):x8}\n")];
        JobRecordFile.Decode(file, "job").ShouldBe(new JobRecord(Job, "counts", DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task That_a_checkpoint_has_completed_is_remembered_when_it_is_deleted_or_damaged()
    {
        await _storage.BeginCheckpointAsync(Job, 1, None);
        (await _storage.HasCompletedAsync(Job, None)).ShouldBeFalse();
        await CompleteAsync(2);
        string marker = Path.Combine(_root, Job, "completed");
        File.Exists(marker).ShouldBeTrue();

        // As if the process had been killed right after the metadata was written.
        File.Delete(marker);
        (await _storage.HasCompletedAsync(Job, None)).ShouldBeTrue();
        await _storage.DeleteCheckpointAsync(_storage.LocationOf(Job, 2), None);
        (await new FileSystemCheckpointStorage(_root).HasCompletedAsync(Job, None)).ShouldBeTrue();
    }

    [Fact]
    public void A_job_is_run_by_one_at_a_time()
    {
        var other = new FileSystemCheckpointStorage(_root);
        using (_storage.AcquireJob(Job))
        {
            Should.Throw<StorageException>(() => other.AcquireJob(Job)).Message.ShouldContain($"Job {Job} is being run already");
            other.AcquireJob(Job.Replace('0', '9')).Dispose();
        }

        other.AcquireJob(Job).Dispose();
    }

    [Fact]
    public void A_folder_whose_file_system_cannot_flush_it_is_fine()
    {
        if (OperatingSystem.IsLinux())
        {
            Should.NotThrow(() => DurableFolder.Flush("/proc/self"));
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_what_was_done()
    {
        string file = Path.Combine(_root, "file");
        await File.WriteAllTextAsync(file, "");
        var storage = new FileSystemCheckpointStorage(file);
        StorageException error = await Should.ThrowAsync<StorageException>(() => storage.BeginCheckpointAsync(Job, 1, None));
        error.Message.ShouldStartWith($"Create the checkpoint folder {Path.Combine(file, Job, "chk-1")}: ");
    }

    [Fact]
    public void A_path_without_a_checkpoint_is_refused_with_the_way_out()
    {
        StorageException error = Should.Throw<StorageException>(() => _storage.Locate(_root));
        error.Message.ShouldContain(_root);
        error.Message.ShouldContain("_metadata");
    }

    [Fact]
    public async Task Metadata_of_a_newer_format_is_refused_by_its_version()
    {
        CheckpointMetadata metadata = await CompleteAsync(1);
        byte[] newer = OtherFormat.Of(metadata, 99);
        Should.Throw<StorageException>(() => MetadataFormat.Decode(newer, "x")).Message.ShouldContain("99");
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private async Task<StateHandle> WriteAsync(CheckpointLocation location, string name, byte[] bytes)
    {
        await using CheckpointStream stream = _storage.WriterFor(location).Create(name);
        for (int i = 0; i < bytes.Length; i += 7_000)
        {
            await stream.WriteAsync(bytes.AsMemory(i, Math.Min(7_000, bytes.Length - i)), None);
        }

        stream.Length.ShouldBe(bytes.Length);
        return await stream.CloseAsync(None);
    }

    private async Task<CheckpointMetadata> CompleteAsync(long id)
    {
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, id, None);
        StateHandle inline = await WriteAsync(location, "small", Bytes(10));
        StateHandle file = await WriteAsync(location, "large", Bytes(40));
        var metadata = new CheckpointMetadata
        {
            JobId = Job,
            JobName = "counts",
            CheckpointId = id,
            Timestamp = DateTimeOffset.UnixEpoch.AddHours(id),
            Fingerprint = "f",
            Operators =
            [
                new OperatorState
                {
                    Uid = "source", Name = "Source", Parallelism = 1, MaxParallelism = 128, CoordinatorState = new byte[] { 1, 2, 3 },
                    Subtasks = [OperatorSubtaskState.Empty],
                },
                new OperatorState
                {
                    Uid = "count", Name = "Count", Parallelism = 1, MaxParallelism = 128,
                    Subtasks =
                    [
                        new OperatorSubtaskState
                        {
                            Keyed = [new GroupedStateHandle(file, new KeyGroupRange(0, 2), [0, 10, 40])],
                            Operator = [new OperatorStateHandle(inline, [])],
                            Extra = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty.Add("x", new byte[] { 7 }),
                        },
                    ],
                },
            ],
        };
        await _storage.CompleteAsync(location, metadata, None);
        return metadata;
    }
}
