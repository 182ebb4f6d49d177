using Weir.Actors.Artifacts;
using Weir.State.Storage;

namespace Weir.Unit.Actors.Artifacts;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly ArtifactTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_upload_puts_every_file_but_hidden_ones_into_the_store()
    {
        var artifact = await _folder.UploadAsync();

        artifact.Files.Select(file => file.Path).ShouldBe(["Job.deps.json", "Job.dll", "empty.txt", "runtimes/linux-x64/native/libjob.so"]);
        var stored = await _folder.Store.FindAsync(artifact.Id, CancellationToken.None);
        stored.ShouldNotBeNull().Files.ShouldBe(artifact.Files);
        (await _folder.Store.ContainsAsync(artifact.Id, CancellationToken.None)).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Store.Directory, ".uploads")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_there_is_not_uploaded_again()
    {
        var artifact = await _folder.UploadAsync();
        (await ArtifactReception.OpenAsync(_folder.Store, artifact.Id, artifact.Manifest.Length, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task An_upload_that_breaks_off_goes_on_where_it_stood(int chunks)
    {
        var artifact = await _folder.ReadAsync();
        var first = await OpenAsync(artifact);
        await _folder.SendAsync(first, artifact, chunkBytes: 20_000, chunks);
        var stood = first.Position;

        var second = await OpenAsync(artifact);

        second.Position.ShouldBe(stood);
        await _folder.SendAsync(second, artifact, chunkBytes: 20_000, maxChunks: int.MaxValue);
        (await _folder.Store.ContainsAsync(artifact.Id, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Staged_bytes_that_a_crash_has_torn_are_sent_again()
    {
        var artifact = await _folder.ReadAsync();
        var first = await OpenAsync(artifact);
        await _folder.SendAsync(first, artifact, chunkBytes: 30_000, maxChunks: 4);
        first.Position.File.ShouldBe(1, "Job.dll is under way");
        var staged = Directory.EnumerateFiles(_folder.Store.Directory, "Job.dll", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(staged);
        bytes[10] ^= 1;
        await File.WriteAllBytesAsync(staged, bytes);

        var second = await OpenAsync(artifact);
        await _folder.SendAsync(second, artifact, chunkBytes: 30_000, maxChunks: int.MaxValue);

        (await _folder.Store.ContainsAsync(artifact.Id, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Two_uploads_of_the_same_at_once_end_with_one_artifact()
    {
        var artifact = await _folder.ReadAsync();
        var random = new Random(5);
        ArtifactReception[] receptions = [await OpenAsync(artifact), await OpenAsync(artifact)];
        var published = 0;
        for (var step = 0; step < 1_000 && published == 0; step++)
        {
            var reception = receptions[random.Next(2)];
            await _folder.SendAsync(reception, artifact, chunkBytes: 15_000, maxChunks: 1);
            published += reception.Position == UploadPosition.End ? 1 : 0;
        }

        published.ShouldBe(1);
        (await _folder.Store.ContainsAsync(artifact.Id, CancellationToken.None)).ShouldBeTrue();

        // The slower one finds, at the latest when it begins again, that there is nothing left to do.
        (await ArtifactReception.OpenAsync(_folder.Store, artifact.Id, artifact.Manifest.Length, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_chunk_with_a_wrong_checksum_counts_as_lost()
    {
        var artifact = await _folder.ReadAsync();
        var reception = await OpenAsync(artifact);
        var bytes = _folder.ChunkAt(artifact, UploadPosition.Start, 100);
        (await reception.ReceiveAsync(UploadPosition.Start, bytes, Crc32C.Of(bytes) + 1, CancellationToken.None)).ShouldBe(UploadPosition.Start);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_sent_is_refused()
    {
        var artifact = await _folder.ReadAsync();
        _folder.Write("Job.dll", ArtifactTestFolder.RandomBytes(99, 150_000));
        var reception = await OpenAsync(artifact);
        var refusal = await Should.ThrowAsync<JobCodeException>(() => _folder.SendAsync(reception, artifact, chunkBytes: 50_000, maxChunks: 100));
        refusal.Message.ShouldContain("Job.dll");
    }

    [Fact]
    public async Task A_manifest_that_leads_out_of_the_folder_is_refused_and_writes_nothing()
    {
        var text = $"weir-artifact 1\nJob.dll\n{new string('a', 64)} 1 ../../evil.dll\n{new string('a', 64)} 1 Job.dll\n";
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var reception = await ArtifactReception.OpenAsync(_folder.Store, JobArtifact.Hash(bytes), bytes.Length, CancellationToken.None);
        var refusal = await Should.ThrowAsync<JobCodeException>(() => reception!.ReceiveAsync(UploadPosition.Start, bytes, Crc32C.Of(bytes), CancellationToken.None));
        refusal.Message.ShouldContain("../../evil.dll");
        await Should.ThrowAsync<JobCodeException>(() => ArtifactReception.OpenAsync(_folder.Store, "../../" + new string('a', 58), 10, CancellationToken.None));
    }

    [Fact]
    public async Task More_than_the_limit_is_refused_by_the_receiver_too()
    {
        var artifact = await _folder.ReadAsync();
        var small = new ArtifactStore(_folder.Store.Directory, new ArtifactLimits(1_000));
        var reception = await ArtifactReception.OpenAsync(small, artifact.Id, artifact.Manifest.Length, CancellationToken.None);
        var refusal = await Should.ThrowAsync<JobCodeException>(() => _folder.SendAsync(reception!, artifact, chunkBytes: 50_000, maxChunks: 100));
        refusal.Message.ShouldContain("weir.artifacts.max-size");
    }

    [Fact]
    public async Task A_damaged_artifact_is_uploaded_anew()
    {
        var artifact = await _folder.UploadAsync();
        Damage(_folder.Store.PathOf(artifact.Id, artifact.Files[1]));

        await _folder.UploadAsync();

        (await _folder.Store.ContainsAsync(artifact.Id, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_whole_artifact_is_read_once_and_again_when_a_file_has_changed()
    {
        var artifact = await _folder.UploadAsync();
        (await ContainsAsync(_folder.Store, artifact)).ShouldBeTrue();

        // Read again, it would be found damaged.
        var file = _folder.Store.PathOf(artifact.Id, artifact.Files[1]);
        var written = File.GetLastWriteTimeUtc(file);
        Damage(file);
        File.SetLastWriteTimeUtc(file, written);
        (await ContainsAsync(_folder.Store, artifact)).ShouldBeTrue();

        var another = new ArtifactStore(_folder.Store.Directory, ArtifactLimits.Default);
        File.SetLastWriteTimeUtc(file, written.AddSeconds(1));
        (await ContainsAsync(another, artifact)).ShouldBeFalse("another process has not verified it");
        await _folder.UploadAsync();
        (await ContainsAsync(_folder.Store, artifact)).ShouldBeTrue();
        Damage(file);
        File.SetLastWriteTimeUtc(file, written.AddSeconds(2));
        (await ContainsAsync(_folder.Store, artifact)).ShouldBeFalse("it has changed");
    }

    [Fact]
    public async Task Abandoned_uploads_are_removed_after_a_day()
    {
        var artifact = await _folder.ReadAsync();
        await _folder.SendAsync(await OpenAsync(artifact), artifact, chunkBytes: 20_000, maxChunks: 2);
        var staged = Directory.EnumerateDirectories(Path.Combine(_folder.Store.Directory, ".uploads")).Single();

        _folder.Store.RemoveAbandoned(DateTimeOffset.UtcNow.AddHours(23));
        Directory.Exists(staged).ShouldBeTrue();
        _folder.Store.RemoveAbandoned(DateTimeOffset.UtcNow.AddHours(25));
        Directory.Exists(staged).ShouldBeFalse();
    }

    internal static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static Task<bool> ContainsAsync(ArtifactStore store, JobArtifact artifact) => store.ContainsAsync(artifact.Id, CancellationToken.None);

    private async Task<ArtifactReception> OpenAsync(JobArtifact artifact) =>
        (await ArtifactReception.OpenAsync(_folder.Store, artifact.Id, artifact.Manifest.Length, CancellationToken.None)).ShouldNotBeNull();
}
