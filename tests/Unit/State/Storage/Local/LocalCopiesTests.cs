using Weir.State;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.State.Storage.Local;

namespace Weir.Unit.State.Storage.Local;

public sealed class LocalCopiesTests : IDisposable
{
    private const string Job = "0123456789abcdef0123456789abcdef";
    private const int InlineThresholdBytes = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-copies-").FullName;
    private readonly FileSystemCheckpointStorage _storage;
    private readonly List<string> _warnings = [];
    private readonly LocalStates _states;
    private readonly LocalCopies _copies;

    public LocalCopiesTests()
    {
        _storage = new FileSystemCheckpointStorage(Path.Combine(_folder, "storage"), InlineThresholdBytes);
        _states = new LocalStates(Path.Combine(_folder, "local"), message =>
        {
            lock (_warnings)
            {
                _warnings.Add(message);
            }
        });
        _copies = _states.Of(Job, InlineThresholdBytes);
    }

    private static CancellationToken None => CancellationToken.None;

    public void Dispose()
    {
        _states.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task State_is_read_from_its_copy(int length)
    {
        StateHandle handle = await WriteAsync(1, "counter", Bytes(length));
        Damage(OriginalOf(1, handle));
        (await ReadAsync(1, handle, Bytes(length))).ShouldBe((1, 0));
        _warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_of_one_name_each_have_theirs()
    {
        StateHandle one = await WriteAsync(1, "counter", Bytes(100));
        StateHandle other = await WriteAsync(1, "counter", Bytes(300));
        (await ReadAsync(1, one, Bytes(100))).ShouldBe((1, 0));
        (await ReadAsync(1, other, Bytes(300))).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Small_state_is_in_the_metadata_and_has_no_copy()
    {
        StateHandle handle = await WriteAsync(1, "counter", Bytes(InlineThresholdBytes));
        handle.IsInline.ShouldBeTrue();
        Directory.GetFiles(Copies, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        (await ReadAsync(1, handle, Bytes(InlineThresholdBytes))).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("shorter")]
    [InlineData("gone")]
    [InlineData("another")]
    public async Task A_copy_that_is_not_what_was_written_is_not_used(string what)
    {
        StateHandle handle = await WriteAsync(1, "counter", Bytes(100_000));
        string copy = CopyOf(1, handle);
        switch (what)
        {
            case "damaged":
                Damage(copy);
                break;
            case "shorter":
                await using (FileStream file = File.OpenWrite(copy))
                {
                    file.SetLength(file.Length - 1);
                }

                break;
            case "gone":
                File.Delete(copy);
                break;
            default:
                // Whole in itself, as long as it should be, and of something else.
                StateHandle stranger = await WriteAsync(1, "stranger", [.. Bytes(100_000).Reverse()]);
                File.Copy(CopyOf(1, stranger), copy, overwrite: true);
                break;
        }

        (await ReadAsync(1, handle, Bytes(100_000))).ShouldBe((0, 1));
        _warnings.Count.ShouldBe(what == "gone" ? 0 : 1);
    }

    [Fact]
    public async Task A_copy_that_is_damaged_while_it_is_read_is_given_up_for_the_original()
    {
        StateHandle handle = await WriteAsync(1, "counter", Bytes(200_000));
        LocalCopyReader reader = Restore(1);
        await using CheckpointInput input = await reader.OpenAsync(handle, None);
        byte[] read = new byte[200_000];
        await input.ReadAsync(0, read.AsMemory(0, 1_000), None);
        await File.WriteAllBytesAsync(CopyOf(1, handle), new byte[BlockFormat.FileLength(200_000)]);
        await input.ReadAsync(1_000, read.AsMemory(1_000), None);
        read.ShouldBe(Bytes(200_000));
        (reader.Copies, reader.Originals).ShouldBe((0, 1));
        _warnings.ShouldHaveSingleItem().ShouldContain("damaged");
    }

    [Fact]
    public async Task That_copy_and_original_are_damaged_is_told_of_the_original()
    {
        StateHandle handle = await WriteAsync(1, "counter", Bytes(1_000));
        Damage(OriginalOf(1, handle));
        Damage(CopyOf(1, handle));
        (await Should.ThrowAsync<CorruptStateException>(ReadAsync(1, handle, Bytes(1_000)))).Message.ShouldContain(Path.Combine(_folder, "storage"));
    }

    [Fact]
    public async Task Another_checkpoint_than_the_one_that_is_here_is_read_from_the_storage()
    {
        StateHandle first = await WriteAsync(1, "counter", Bytes(100));
        await WriteAsync(2, "counter", Bytes(100));
        _copies.Completed(2);
        await _copies.Deleted;
        (await ReadAsync(1, first, Bytes(100))).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Only_the_newest_complete_one_and_those_under_way_take_space()
    {
        await WriteAsync(1, "counter", Bytes(100));
        await WriteAsync(2, "counter", Bytes(100));
        _copies.Completed(1);
        _copies.Completed(2);
        await WriteAsync(3, "counter", Bytes(100));
        await WriteAsync(4, "counter", Bytes(100));
        _copies.Aborted(3);
        await _copies.Deleted;
        Directory.GetDirectories(Path.Combine(Copies, Job)).Select(Path.GetFileName).Order().ShouldBe(["chk-2", "chk-4"]);
        _copies.Subtasks.ShouldBe([0]);
    }

    [Fact]
    public async Task Nothing_is_left_when_the_job_is_over()
    {
        await WriteAsync(1, "counter", Bytes(100));
        _states.Subtasks[Job].ShouldBe([0]);
        _states.Drop(Job);
        await _copies.Deleted;
        Directory.GetFileSystemEntries(Copies).ShouldBeEmpty();
        _states.Subtasks.ShouldBeEmpty();
        (await WriteAsync(2, "counter", Bytes(100))).Length.ShouldBe(100, "a subtask that ends late");
        Directory.GetFileSystemEntries(Copies).ShouldBeEmpty();
    }

    [Fact]
    public async Task State_that_is_given_up_leaves_no_copy()
    {
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, 1, None);
        await using (CheckpointStream stream = _copies.WriterFor(1, 0, _storage.WriterFor(location)).Create("counter"))
        {
            await stream.WriteAsync(Bytes(100_000), None);
            Directory.GetFiles(Copies, "*", SearchOption.AllDirectories).ShouldNotBeEmpty();
        }

        Directory.GetFiles(Copies, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_no_copy_can_be_made_the_checkpoint_is_as_it_would_be_without()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "no folder");
        using var states = new LocalStates(Path.Combine(_folder, "file"), _warnings.Add);
        LocalCopies copies = states.Of(Job, InlineThresholdBytes);
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, 1, None);
        StateHandle handle = await WriteAsync(copies.WriterFor(1, 0, _storage.WriterFor(location)), "counter", Bytes(1_000));
        await CheckpointHandles.CheckAsync(_storage.ReaderFor(location), handle, None);
        _warnings.ShouldHaveSingleItem().ShouldContain("the checkpoint itself is not concerned");
        copies.Subtasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disk_that_fails_while_the_copy_is_written_fails_no_checkpoint()
    {
        CheckpointLocation location = await _storage.BeginCheckpointAsync(Job, 1, None);
        ICheckpointWriter writer = _copies.WriterFor(1, 0, _storage.WriterFor(location));
        Directory.Delete(Path.Combine(Copies, Job), recursive: true);
        StateHandle first = await WriteAsync(writer, "counter", Bytes(100_000));
        StateHandle second = await WriteAsync(writer, "counter", Bytes(1_000));
        await CheckpointHandles.CheckAsync(_storage.ReaderFor(location), first, None);
        await CheckpointHandles.CheckAsync(_storage.ReaderFor(location), second, None);
        _warnings.Count.ShouldBe(1, "once for a checkpoint");
    }

    [Fact]
    public async Task Subtasks_that_write_while_others_hear_of_ends_get_their_checkpoints_and_leave_nothing()
    {
        const int Checkpoints = 15;
        for (int id = 1; id <= Checkpoints; id++)
        {
            await _storage.BeginCheckpointAsync(Job, id, None);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(subtask => Task.Run(async () =>
        {
            for (int id = 1; id <= Checkpoints; id++)
            {
                CheckpointLocation location = _storage.LocationOf(Job, id);
                StateHandle handle = await WriteAsync(_copies.WriterFor(id, subtask, _storage.WriterFor(location)), $"counter-{subtask}", Bytes(1_000));
                await CheckpointHandles.CheckAsync(_storage.ReaderFor(location), handle, None);
                if ((id + subtask) % 3 == 0)
                {
                    _copies.Aborted(id);
                }
                else if ((id + subtask) % 5 == 0)
                {
                    _copies.Completed(id);
                }
            }
        })));
        _states.Drop(Job);
        await _copies.Deleted;
        Directory.GetFileSystemEntries(Copies).ShouldBeEmpty();
    }

    private string Copies => Directory.GetDirectories(Path.Combine(_folder, "local")).ShouldHaveSingleItem();

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static void Damage(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private string OriginalOf(long checkpointId, StateHandle handle) => Path.Combine(_folder, "storage", Job, $"chk-{checkpointId}", handle.Path!);

    private string CopyOf(long checkpointId, StateHandle handle) => Path.Combine(Copies, Job, $"chk-{checkpointId}", handle.Path!);

    private async Task<StateHandle> WriteAsync(long checkpointId, string name, byte[] bytes)
    {
        CheckpointLocation location = _storage.LocationOf(Job, checkpointId);
        if (!Directory.Exists(Path.Combine(_folder, "storage", location.Directory)))
        {
            await _storage.BeginCheckpointAsync(Job, checkpointId, None);
        }

        return await WriteAsync(_copies.WriterFor(checkpointId, 0, _storage.WriterFor(location)), name, bytes);
    }

    private static async Task<StateHandle> WriteAsync(ICheckpointWriter writer, string name, byte[] bytes)
    {
        await using CheckpointStream stream = writer.Create(name);
        for (int i = 0; i < bytes.Length; i += 7_000)
        {
            await stream.WriteAsync(bytes.AsMemory(i, Math.Min(7_000, bytes.Length - i)), None);
        }

        return await stream.CloseAsync(None);
    }

    private LocalCopyReader Restore(long checkpointId)
    {
        CheckpointLocation location = _storage.LocationOf(Job, checkpointId);
        return _copies.Restore(id => _storage.LocationOf(Job, id) == location, _storage.ReaderFor(location));
    }

    private async Task<(int Copies, int Originals)> ReadAsync(long checkpointId, StateHandle handle, byte[] expected)
    {
        LocalCopyReader reader = Restore(checkpointId);

        // Restoring opens a state several times.
        for (int i = 0; i < 2; i++)
        {
            await using CheckpointInput input = await reader.OpenAsync(handle, None);
            byte[] read = new byte[handle.Length];
            await input.ReadAsync(0, read, None);
            read.ShouldBe(expected);
        }

        return (reader.Copies, reader.Originals);
    }
}
