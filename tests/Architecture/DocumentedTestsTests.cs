using System.Text.RegularExpressions;

namespace Weir.Architecture;

/// <summary>What docs/checkpoints.md says is shown by a test is a test that exists.</summary>
public partial class DocumentedTestsTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs/checkpoints.md"));

    [Fact]
    public void Every_test_that_the_table_of_rules_names_exists()
    {
        var sources = Repository.Files("tests", "*.cs").Select(File.ReadAllText).ToArray();
        var named = NamedTest().Matches(Document).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value)).Distinct().ToArray();
        named.Length.ShouldBeGreaterThan(50);
        named.Where(test => !sources.Any(source => IsIn(source, test.Class, test.Method))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_script_of_coordinator_and_aligner_is_named_there()
    {
        var scripts = Repository.Files("tests/Unit/Actors/Scripts", "*.txt").Select(file => Path.GetFileName(file)).ToArray();
        var named = NamedScript().Matches(Document).Select(match => match.Groups["name"].Value).Distinct().ToArray();
        named.Except(scripts).ShouldBeEmpty();
        scripts.Where(script => script.StartsWith("coordinator-", StringComparison.Ordinal) || script.StartsWith("alignment-", StringComparison.Ordinal))
            .Except(named).ShouldBeEmpty();
    }

    private static bool IsIn(string source, string type, string method) =>
        Regex.IsMatch(source, $@"\bclass {Regex.Escape(type)}\b") && Regex.IsMatch(source, $@"\b{Regex.Escape(method)}\(");

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)\.(?<method>[A-Z]\w*_\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"`(?<name>[a-z-]+\.txt)`")]
    private static partial Regex NamedScript();
}
