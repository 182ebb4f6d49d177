using Weir.Actors.Artifacts;

namespace Weir.Unit.Actors.Artifacts;

public sealed class ArtifactCacheTests : IDisposable
{
    private readonly ArtifactTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_artifact_is_copied_with_its_folders()
    {
        var artifact = await _folder.UploadAsync();

        var cached = await Cache().FetchAsync(artifact.Id, CancellationToken.None);

        cached.AssemblyPath.ShouldBe(Path.Combine(cached.Folder, "Job.dll"));
        foreach (var file in artifact.Files)
        {
            (await ArtifactFolder.HashAsync(Path.Combine(cached.Folder, file.Path), file.Path, CancellationToken.None)).ShouldBe(file);
        }

        Directory.EnumerateFiles(_folder.CacheFolder, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Damaged_and_missing_files_of_the_cache_are_copied_again()
    {
        var artifact = await _folder.UploadAsync();
        var cached = await Cache().FetchAsync(artifact.Id, CancellationToken.None);
        ArtifactStoreTests.Damage(cached.AssemblyPath);
        File.Delete(Path.Combine(cached.Folder, "empty.txt"));

        var again = await Cache().FetchAsync(artifact.Id, CancellationToken.None);

        foreach (var file in artifact.Files)
        {
            (await ArtifactFolder.HashAsync(Path.Combine(again.Folder, file.Path), file.Path, CancellationToken.None)).ShouldBe(file);
        }
    }

    [Fact]
    public async Task Nothing_that_the_store_has_damaged_is_used()
    {
        var artifact = await _folder.UploadAsync();
        ArtifactStoreTests.Damage(_folder.Store.PathOf(artifact.Id, artifact.Files[1]));

        var refusal = await Should.ThrowAsync<JobCodeException>(() => Cache().FetchAsync(artifact.Id, CancellationToken.None));

        refusal.Message.ShouldContain("damaged");
        File.Exists(Path.Combine(_folder.CacheFolder, artifact.Id, "Job.dll")).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_failed_fetch_the_next_one_tries_again()
    {
        var artifact = await _folder.ReadAsync();
        var cache = Cache();
        (await Should.ThrowAsync<JobCodeException>(() => cache.FetchAsync(artifact.Id, CancellationToken.None))).Message.ShouldContain("weir.artifacts.dir");
        await _folder.UploadAsync();
        (await cache.FetchAsync(artifact.Id, CancellationToken.None)).Artifact.Id.ShouldBe(artifact.Id);
    }

    [Fact]
    public async Task Two_nodes_fill_one_cache_at_once()
    {
        var artifact = await _folder.UploadAsync();
        var fetched = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Cache().FetchAsync(artifact.Id, CancellationToken.None))));
        foreach (var file in artifact.Files)
        {
            (await ArtifactFolder.HashAsync(Path.Combine(fetched[0].Folder, file.Path), file.Path, CancellationToken.None)).ShouldBe(file);
        }
    }

    [Fact]
    public async Task Nothing_is_loaded_from_where_others_can_write()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var artifact = await _folder.UploadAsync();
        Directory.CreateDirectory(_folder.CacheFolder);
        File.SetUnixFileMode(_folder.CacheFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        (await Should.ThrowAsync<JobCodeException>(() => Cache().FetchAsync(artifact.Id, CancellationToken.None))).Message.ShouldContain("weir.artifacts.cache-dir");
    }

    [Fact]
    public void Nothing_is_loaded_from_what_is_another_users()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The folder is root's, and only root can give one away.
        string folder = "/usr";
        if (Environment.IsPrivilegedProcess)
        {
            folder = Directory.CreateDirectory(_folder.CacheFolder).FullName;
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var chown = System.Diagnostics.Process.Start("chown", ["65534", folder]);
            chown.WaitForExit();
            chown.ExitCode.ShouldBe(0);
        }

        Should.Throw<JobCodeException>(() => CacheFolder.Create(folder)).Message.ShouldContain("belongs to another user");
    }

    [Fact]
    public void A_new_cache_is_for_its_user_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        CacheFolder.Create(_folder.CacheFolder);
        File.GetUnixFileMode(_folder.CacheFolder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("/var/cache/me", "/", "/var/cache/me/weir/artifacts")]
    [InlineData("relative", "/usr", "/usr/.cache/weir/artifacts")]
    [InlineData(null, "/usr", "/usr/.cache/weir/artifacts")]
    [InlineData(null, "/no/such/home", "/tmp/weir-artifacts-me")]
    [InlineData(null, "", "/tmp/weir-artifacts-me")]
    public void It_is_the_users_own_where_the_user_has_a_home(string? cacheHome, string home, string expected)
    {
        if (!OperatingSystem.IsWindows())
        {
            CacheFolder.DefaultOnUnix("artifacts", cacheHome, home, "/tmp", "me").ShouldBe(expected);
        }
    }

    private ArtifactCache Cache() => new(_folder.Store, _folder.CacheFolder);
}
