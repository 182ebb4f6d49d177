using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Storage;

public sealed class JobNoteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-notes-").FullName;

    public JobNoteTests() => Directory.CreateDirectory(Path.Combine(_folder, "job"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Notes_are_written_replaced_and_deleted(bool inFiles)
    {
        IJobNotes notes = inFiles ? new FileJobNotes(_folder) : new InMemoryJobNotes();
        (await notes.ReadAsync("nobody", default)).ShouldBeEmpty();
        await notes.WriteAsync("job", new JobNote("a-1", new byte[] { 1, 2 }), default);
        await notes.WriteAsync("job", new JobNote("a-1", new byte[] { 3 }), default);
        await notes.WriteAsync("job", new JobNote("b-2", Array.Empty<byte>()), default);
        var read = await notes.ReadAsync("job", default);
        read.Select(note => note.Name).Order(StringComparer.Ordinal).ShouldBe(["a-1", "b-2"]);
        read.Single(note => note.Name == "a-1").Content.ToArray().ShouldBe([3]);
        await notes.DeleteAsync("job", "a-1", default);
        await notes.DeleteAsync("job", "a-1", default);
        (await notes.ReadAsync("job", default)).ShouldHaveSingleItem().Name.ShouldBe("b-2");
    }

    [Fact]
    public async Task A_damaged_note_is_left_out()
    {
        var notes = new FileJobNotes(_folder);
        await notes.WriteAsync("job", new JobNote("whole", new byte[] { 1, 2 }), default);
        await notes.WriteAsync("job", new JobNote("damaged", new byte[] { 1, 2 }), default);
        var path = Path.Combine(_folder, "job", "note-damaged");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "job", "note-short"), [1]);
        (await notes.ReadAsync("job", default)).ShouldHaveSingleItem().Name.ShouldBe("whole");
    }
}
