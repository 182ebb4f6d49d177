using System.Text;

namespace Weir.Unit.Operators;

/// <summary>A folder that exists as long as this object, in memory where the system has such a place: flushing to a disk is slow.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string MemoryFolder = "/dev/shm";

    public TemporaryFolder() => Path = Directory.Exists(MemoryFolder)
        ? Directory.CreateDirectory(System.IO.Path.Combine(MemoryFolder, $"weir-unit-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("weir-unit-").FullName;

    public string Path { get; }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Append(string name, string text) => File.AppendAllText(PathOf(name), text);

    /// <summary>Names of all files in the folder itself, ordered.</summary>
    public string[] Files() => [.. Directory.GetFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
