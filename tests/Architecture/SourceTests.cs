using System.Text.RegularExpressions;

namespace Weir.Architecture;

/// <summary>What no source file may hold.</summary>
public partial class SourceTests
{
    private const int MaxLines = 400;

    [Fact]
    public void Product_code_is_finished()
    {
        var found = Repository.Files("src", "*.cs").Concat(Repository.Files("samples", "*.cs")).Concat(Repository.Files("standin", "*.cs"))
            .SelectMany(file => Matches(file, Unfinished()));
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_waits_by_sleeping()
    {
        var found = Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs")).Concat(Repository.Files("samples", "*.cs"))
            .SelectMany(file => Matches(file, Sleeping()));
        found.ShouldBeEmpty();
    }

    [Fact]
    public void No_file_names_a_place_on_the_machine_of_its_author()
    {
        string[] folders = ["src", "samples", "standin", "tests", "bench", "docs", "hocon"];
        var found = folders.Where(folder => Directory.Exists(Repository.PathOf(folder)))
            .SelectMany(folder => Repository.Files(folder, "*"))
            .Where(file => Path.GetExtension(file) is ".cs" or ".md" or ".conf" or ".csproj" or ".props" or ".targets" or ".sh")
            .Concat(Directory.EnumerateFiles(Repository.Root).Where(file => !Path.GetFileName(file).StartsWith(".git", StringComparison.Ordinal)))
            .SelectMany(file => Matches(file, AuthorsPlace()));
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Files_stay_small()
    {
        var large = Repository.Files("src", "*.cs").Select(file => (File: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > MaxLines).Select(file => $"{file.File} has {file.Lines} lines");
        large.ShouldBeEmpty();
    }

    private static IEnumerable<string> Matches(string file, Regex pattern) =>
        File.ReadLines(file).Select((line, index) => (Line: line, Number: index + 1))
            .Where(line => pattern.IsMatch(line.Line))
            .Select(line => $"{Repository.Relative(file)}:{line.Number}: {line.Line.Trim()}");

    // The patterns are written so that they do not match themselves.
    [GeneratedRegex(@"\bNot[I]mplementedException\b|\bTO[D]O\b|\bFIX[M]E\b|catch\s*(\(Exception[^)]*\))?\s*\{\s*\}")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bThread[.]Sleep\(")]
    private static partial Regex Sleeping();

    [GeneratedRegex(@"(?<![\w.])/(ho[m]e|ro[o]t|wo[r]k)/|[A-Z]:\\Us[e]rs\\")]
    private static partial Regex AuthorsPlace();
}
