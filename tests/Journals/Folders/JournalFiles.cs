using Weir.JournalTests.Places;
using Weir.JournalTests.Writing;

namespace Weir.JournalTests.Folders;

/// <summary>A journal's folder whose files a test damages between one system and the next.</summary>
public sealed class JournalFiles : IDisposable
{
    public const string Id = "damaged";

    private readonly string _root = Directory.CreateTempSubdirectory("weir-journal-").FullName;
    private int _copies;

    public string Folder => Path.Combine(_root, "journal");

    /// <summary>The segments of the id, oldest first.</summary>
    public static string[] Segments(string folder) => [.. Directory.EnumerateFiles(Path.Combine(folder, Id), "events-*").Order(StringComparer.Ordinal)];

    public static string[] Snapshots(string folder) => [.. Directory.EnumerateFiles(Path.Combine(folder, Id), "snapshot-*").Order(StringComparer.Ordinal)];

    internal static JournalClient Open(string folder, string more = "") =>
        new(Akka.Configuration.ConfigurationFactory.ParseString(more).WithFallback(InFolder.Of(folder)));

    /// <summary>Recovers, and writes the events with these numbers, one after the other.</summary>
    public async Task WriteAsync(params long[] numbers)
    {
        await using var client = Open(Folder);
        await client.RecoverAsync(Id);
        foreach (var number in numbers)
        {
            await client.WriteAsync(Id, number);
        }
    }

    /// <summary>A copy of the folder as it is.</summary>
    public string Copy()
    {
        var copy = Path.Combine(_root, $"copy {_copies++}");
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
