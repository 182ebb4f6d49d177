using Weir.State.Storage.Local;

namespace Weir.Unit.State.Storage.Local;

public sealed class LocalStateFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("weir-local-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Each_process_has_a_folder_of_its_own_and_nothing_is_left_of_it()
    {
        using (LocalStateFolder one = LocalStateFolder.Claim(_root))
        using (LocalStateFolder other = LocalStateFolder.Claim(_root))
        {
            one.Path.ShouldNotBe(other.Path);
            File.WriteAllText(Path.Combine(one.Path, "state"), "s");
            LocalStateFolder.Sweep(_root).ShouldBeEmpty("both owners live");
            File.Exists(Path.Combine(one.Path, "state")).ShouldBeTrue();
        }

        Directory.GetFileSystemEntries(_root).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_process_has_left_is_swept_and_nothing_else_is()
    {
        // Of a process that is killed both stay, and nobody holds the file.
        string left = Path.Combine(_root, new string('a', 32));
        Directory.CreateDirectory(Path.Combine(left, "job", "chk-3"));
        File.WriteAllText(Path.Combine(left, "job", "chk-3", "state"), "stale");
        File.WriteAllText(left + ".lock", "");
        Directory.CreateDirectory(Path.Combine(_root, "photographs"));
        File.WriteAllText(Path.Combine(_root, "photographs.lock"), "");
        Directory.CreateDirectory(Path.Combine(_root, new string('b', 32)));

        LocalStateFolder.Sweep(_root).ShouldBe([left]);
        Directory.GetFileSystemEntries(_root).Select(Path.GetFileName).Order().ShouldBe([new string('b', 32), "photographs", "photographs.lock"]);
    }

    [Fact]
    public void Where_there_is_nothing_there_is_nothing_to_sweep() => LocalStateFolder.Sweep(Path.Combine(_root, "none")).ShouldBeEmpty();

    [Fact]
    public void Nobody_else_can_look_into_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using LocalStateFolder folder = LocalStateFolder.Claim(Path.Combine(_root, "new"));
        File.GetUnixFileMode(folder.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
