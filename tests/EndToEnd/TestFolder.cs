namespace Weir.EndToEnd;

/// <summary>A folder in which one test runs the command: its working directory, its temporary folder, its files.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("weir-end-to-end-");

    public TestFolder()
    {
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(Temporary);
    }

    /// <summary>Where the command runs.</summary>
    public string Path => System.IO.Path.Combine(_root.FullName, "run");

    /// <summary>Where the command puts its temporary files.</summary>
    public string Temporary => System.IO.Path.Combine(_root.FullName, "tmp");

    public string Output => System.IO.Path.Combine(Path, "out");

    public string Checkpoints => System.IO.Path.Combine(Path, "weir-data", "checkpoints");

    public string Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>All that lies in the folder, hidden or not.</summary>
    public IReadOnlyList<string> Entries() =>
        [.. Directory.EnumerateFileSystemEntries(Path, "*", Everything).Select(entry => System.IO.Path.GetRelativePath(Path, entry)).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> HiddenOutput() =>
        Directory.Exists(Output) ? [.. Directory.EnumerateFiles(Output, ".*", Everything)] : [];

    /// <summary>The complete checkpoints, newest first.</summary>
    public IReadOnlyList<string> CompleteCheckpoints() =>
        [.. Directory.EnumerateFiles(Checkpoints, "_metadata", Everything).Select(file => System.IO.Path.GetDirectoryName(file)!).OrderByDescending(Number)];

    public void Dispose() => TemporaryFolders.DeleteAsync(_root.FullName).GetAwaiter().GetResult();

    private static EnumerationOptions Everything => new() { AttributesToSkip = 0, RecurseSubdirectories = true };

    private static long Number(string checkpoint) => long.Parse(System.IO.Path.GetFileName(checkpoint)["chk-".Length..], null);
}
