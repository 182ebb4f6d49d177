using Weir.Actors.Persistence.Segments;
using Weir.JournalTests.Writing;
using Weir.State;

namespace Weir.JournalTests.Folders;

public sealed class DamageTests : IDisposable
{
    private readonly JournalFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_segment_cut_anywhere_in_its_last_write_has_all_events_before_it()
    {
        await _files.WriteAsync(1, 2, 3);
        var segment = JournalFiles.Segments(_files.Folder).Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        var start = bytes.AsSpan().LastIndexOf("WJF1"u8);
        SegmentFrame.TryRead(bytes.AsSpan(start), out _).ShouldBeTrue();

        for (var length = start; length < bytes.Length; length++)
        {
            var content = SegmentReader.ReadOpen(bytes.AsSpan(0, length), segment).ShouldNotBeNull();
            content.Events.Select(each => each.SequenceNumber).ShouldBe([1, 2], $"cut at {length}");
            content.TornBytes.ShouldBe(length - start);
        }

        // The same through a journal, which writes on: at the first, a middle and the last byte.
        foreach (var length in new[] { start, start + 1, start + SegmentFrame.OverheadBytes, bytes.Length - 1 })
        {
            var copy = _files.Copy();
            await File.WriteAllBytesAsync(JournalFiles.Segments(copy).Single(), bytes[..length]);
            await using (var client = JournalFiles.Open(copy))
            {
                (await client.RecoverAsync(JournalFiles.Id)).Numbers.ShouldBe([1, 2], $"cut at {length}");
                await client.WriteAsync(JournalFiles.Id, 3, 4);
            }

            await using var next = JournalFiles.Open(copy);
            (await next.RecoverAsync(JournalFiles.Id)).Numbers.ShouldBe([1, 2, 3, 4], $"cut at {length}");
        }
    }

    [Fact]
    public async Task A_byte_changed_in_the_last_write_leaves_it_out_and_one_before_it_is_an_error()
    {
        await _files.WriteAsync(1, 2, 3);
        var segment = JournalFiles.Segments(_files.Folder).Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        var last = bytes.AsSpan().LastIndexOf("WJF1"u8);

        for (var position = 0; position < bytes.Length; position++)
        {
            var damaged = bytes.ToArray();
            damaged[position] ^= 0x40;
            if (position < last)
            {
                Should.Throw<CorruptStateException>(() => SegmentReader.ReadOpen(damaged, segment), $"byte {position}").Message.ShouldContain(segment);
            }
            else
            {
                SegmentReader.ReadOpen(damaged, segment)!.Events.Select(each => each.SequenceNumber).ShouldBe([1, 2], $"byte {position}");
            }
        }
    }

    [Fact]
    public async Task Any_change_in_a_sealed_segment_is_an_error()
    {
        await _files.WriteAsync(1, 2);
        await _files.WriteAsync(3);
        var segments = JournalFiles.Segments(_files.Folder);
        var head = SegmentReader.ReadOpen(await File.ReadAllBytesAsync(segments[1]), segments[1])!.Head;
        var bytes = await File.ReadAllBytesAsync(segments[0]);

        for (var position = 0; position < bytes.Length; position++)
        {
            var damaged = bytes.ToArray();
            damaged[position] ^= 0x01;
            Should.Throw<CorruptStateException>(() => SegmentReader.ReadSealed(damaged, head.Sealed[0], segments[0]), $"byte {position}");
            Should.Throw<CorruptStateException>(() => SegmentReader.ReadSealed(bytes.AsSpan(0, position), head.Sealed[0], segments[0]), $"cut at {position}");
        }
    }

    [Fact]
    public async Task Recovery_from_a_damaged_journal_fails_with_the_file_and_the_place()
    {
        await _files.WriteAsync(1, 2);
        await _files.WriteAsync(3);
        var segment = JournalFiles.Segments(_files.Folder)[0];
        await using (var file = File.OpenWrite(segment))
        {
            file.Position = file.Length - 3;
            file.WriteByte(0xFF);
        }

        await using var client = JournalFiles.Open(_files.Folder);
        var error = await Should.ThrowAsync<JournalRefusedException>(client.RecoverAsync(JournalFiles.Id));
        error.Message.ShouldContain(segment);
        error.Message.ShouldContain("damaged at byte");
    }

    [Fact]
    public async Task What_an_older_writer_adds_behind_its_seal_counts_for_nobody()
    {
        await _files.WriteAsync(1, 2);
        await _files.WriteAsync(3);
        var late = new StoredEvent(3, 1, "w", "", new SerializedPayload(7001, "n", [1]));
        await File.AppendAllBytesAsync(JournalFiles.Segments(_files.Folder)[0], SegmentFormat.Events([late]));

        await using var client = JournalFiles.Open(_files.Folder);
        (await client.RecoverAsync(JournalFiles.Id)).Events.ShouldBe([(1, "event 1"), (2, "event 2"), (3, "event 3")]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_claim_that_was_never_finished_holds_nothing(int bytes)
    {
        await _files.WriteAsync(1, 2);
        var head = SegmentFormat.Head(new SegmentHead(2, JournalFiles.Id, "nobody", 0, 0, []));
        await File.WriteAllBytesAsync(Path.Combine(_files.Folder, JournalFiles.Id, "events-0000000002"), head[..bytes]);

        await using (var reader = JournalFiles.Open(_files.Folder, "weir.journal.directory.read-only = on"))
        {
            (await reader.RecoverAsync(JournalFiles.Id)).Numbers.ShouldBe([1, 2]);
        }

        await _files.WriteAsync(3);
        await using var client = JournalFiles.Open(_files.Folder);
        (await client.RecoverAsync(JournalFiles.Id)).Numbers.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_an_error_that_names_it()
    {
        await using var client = JournalFiles.Open(_files.Folder);
        await client.SaveSnapshotAsync(JournalFiles.Id, 1, "good");
        await client.SaveSnapshotAsync(JournalFiles.Id, 2, "to be damaged");
        var file = JournalFiles.Snapshots(_files.Folder)[1];
        var bytes = await File.ReadAllBytesAsync(file);

        for (var position = 0; position < bytes.Length; position++)
        {
            var damaged = bytes.ToArray();
            damaged[position] ^= 0x10;
            Should.Throw<CorruptStateException>(() => StoredSnapshot.Of(damaged, file), $"byte {position}");
            Should.Throw<CorruptStateException>(() => StoredSnapshot.Of(bytes.AsSpan(0, position), file), $"cut at {position}");
        }

        // The only one: without it something may be lost for good.
        File.Delete(JournalFiles.Snapshots(_files.Folder)[0]);
        await File.WriteAllBytesAsync(file, bytes[..^1]);
        (await Should.ThrowAsync<JournalRefusedException>(client.LoadSnapshotAsync(JournalFiles.Id, Akka.Persistence.SnapshotSelectionCriteria.Latest)))
            .Message.ShouldContain(file);
        File.Delete(file);
        (await client.LoadSnapshotAsync(JournalFiles.Id, Akka.Persistence.SnapshotSelectionCriteria.Latest)).ShouldBeNull();
    }

    [Fact]
    public async Task A_damaged_snapshot_is_reported_and_an_older_one_loaded()
    {
        await using var client = JournalFiles.Open(_files.Folder, "akka.loglevel = ERROR");
        await client.SaveSnapshotAsync(JournalFiles.Id, 1, "good");
        await client.SaveSnapshotAsync(JournalFiles.Id, 2, "to be damaged");
        var file = JournalFiles.Snapshots(_files.Folder)[1];
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^1]);
        var errors = client.Listen<Akka.Event.Error>();

        (await client.LoadSnapshotAsync(JournalFiles.Id, Akka.Persistence.SnapshotSelectionCriteria.Latest))!.Snapshot.ShouldBe(new Noted("good"));

        var error = await errors.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        error.ToString().ShouldContain(file);
        error.ToString().ShouldContain("is damaged");
    }

    [Fact]
    public async Task A_snapshot_that_was_never_finished_is_not_seen()
    {
        await using var client = JournalFiles.Open(_files.Folder);
        await client.SaveSnapshotAsync(JournalFiles.Id, 1, "good");
        var file = JournalFiles.Snapshots(_files.Folder).Single();
        await File.WriteAllBytesAsync(file.Replace("00001-", "00002-", StringComparison.Ordinal) + ".tmp", [1, 2, 3]);

        (await client.LoadSnapshotAsync(JournalFiles.Id, Akka.Persistence.SnapshotSelectionCriteria.Latest))!.Snapshot.ShouldBe(new Noted("good"));
    }
}
