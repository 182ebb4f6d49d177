using System.Globalization;
using Weir.Actors.Persistence;
using Weir.Actors.Persistence.Folders;
using Weir.JournalTests.Writing;
using Weir.State.Storage.Files;

namespace Weir.JournalTests.Folders;

public sealed class FolderTests : IDisposable
{
    private readonly JournalFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Files_stay_few_and_small_where_events_are_deleted()
    {
        await using (var client = JournalFiles.Open(_files.Folder, "weir.journal.directory.segment-size = 2 KiB"))
        {
            await client.RecoverAsync(JournalFiles.Id);
            for (var number = 1; number <= 200; number++)
            {
                await client.WriteAsync(JournalFiles.Id, number);
                if (number % 20 == 0)
                {
                    await client.DeleteAsync(JournalFiles.Id, number - 5);
                }
            }

            JournalFiles.Segments(_files.Folder).Length.ShouldBeInRange(1, 3);
            JournalFiles.Segments(_files.Folder).Sum(file => new FileInfo(file).Length).ShouldBeLessThan(10_000);
            (await client.RecoverAsync(JournalFiles.Id)).Numbers.ShouldBe([196, 197, 198, 199, 200]);
        }

        await using var next = JournalFiles.Open(_files.Folder);
        var recovered = await next.RecoverAsync(JournalFiles.Id);
        recovered.Numbers.ShouldBe([196, 197, 198, 199, 200]);
        recovered.Highest.ShouldBe(200);
    }

    [Fact]
    public async Task Without_deletions_all_segments_are_kept_and_read_in_their_order()
    {
        await using (var client = JournalFiles.Open(_files.Folder, "weir.journal.directory.segment-size = 1 KiB"))
        {
            await client.RecoverAsync(JournalFiles.Id);
            for (var number = 1; number <= 60; number++)
            {
                await client.WriteAsync(JournalFiles.Id, number);
            }
        }

        JournalFiles.Segments(_files.Folder).Length.ShouldBeGreaterThan(3);
        await using var next = JournalFiles.Open(_files.Folder);
        (await next.RecoverAsync(JournalFiles.Id)).Numbers.ShouldBe(Enumerable.Range(1, 60).Select(number => (long)number));
        (await next.RecoverAsync(JournalFiles.Id, from: 20, to: 40)).Numbers.ShouldBe(Enumerable.Range(20, 21).Select(number => (long)number));
    }

    [Fact]
    public async Task A_writer_that_starts_a_new_segment_is_fenced_off_as_well()
    {
        await using var one = JournalFiles.Open(_files.Folder, "weir.journal.directory.segment-size = 1");
        await one.RecoverAsync(JournalFiles.Id);
        await one.WriteAsync(JournalFiles.Id, 1);
        await using var other = JournalFiles.Open(_files.Folder);
        await other.RecoverAsync(JournalFiles.Id);

        (await Should.ThrowAsync<JournalRefusedException>(one.WriteAsync(JournalFiles.Id, 2))).InnerException.ShouldBeOfType<JournalFencedException>();
        await other.WriteAsync(JournalFiles.Id, 2);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_agree_on_the_identity()
    {
        for (var round = 0; round < 20; round++)
        {
            var folder = Path.Combine(_files.Folder, round.ToString(CultureInfo.InvariantCulture));
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                await start.Task;
                return await IdentityFile.ReadAsync(folder);
            })).ToArray();
            start.SetResult();

            (await Task.WhenAll(readers)).Distinct().ShouldHaveSingleItem();
            Directory.EnumerateFiles(folder).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task Of_many_that_put_a_file_where_none_is_one_succeeds()
    {
        Directory.CreateDirectory(_files.Folder);
        for (var round = 0; round < 20; round++)
        {
            var file = Path.Combine(_files.Folder, $"file {round}");
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
            {
                await start.Task;
                return await AtomicFile.WriteAsync(file, new[] { (byte)number }, overwrite: false, CancellationToken.None);
            })).ToArray();
            start.SetResult();

            var succeeded = await Task.WhenAll(writers);
            (await File.ReadAllBytesAsync(file)).ShouldBe([(byte)Array.IndexOf(succeeded, true)]);
            succeeded.Count(each => each).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_folder_that_is_not_set_fails_the_recovery_with_its_key()
    {
        await using var client = JournalFiles.Open("");

        (await Should.ThrowAsync<JournalRefusedException>(client.RecoverAsync("x"))).Message.ShouldContain("weir.journal.directory.dir");
        (await Should.ThrowAsync<JournalRefusedException>(client.SaveSnapshotAsync("x", 1, "x"))).Message.ShouldContain("weir.snapshot-store.directory.dir");
        (await Should.ThrowAsync<Exception>(JournalIdentity.ReadAsync(client.System, TimeSpan.FromSeconds(20), CancellationToken.None)))
            .Message.ShouldContain("weir.journal.directory.dir");
    }

    [Fact]
    public async Task A_folder_that_can_not_be_made_fails_the_recovery_with_its_name()
    {
        Directory.CreateDirectory(_files.Folder);
        var file = Path.Combine(_files.Folder, "a file");
        await File.WriteAllTextAsync(file, "");
        await using var client = JournalFiles.Open(Path.Combine(file, "journal"));

        (await Should.ThrowAsync<JournalRefusedException>(client.RecoverAsync("x"))).Message.ShouldContain(file);
    }
}
