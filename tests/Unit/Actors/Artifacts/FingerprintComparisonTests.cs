using Weir.Actors.Artifacts;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;

namespace Weir.Unit.Actors.Artifacts;

public class FingerprintComparisonTests
{
    private const string Three = "words | Text | max 128\nsplit | SelectMany | max 128 | words forward to 0\ncount | Count<string> | max 128 | split hash to 0\n";

    [Fact]
    public void The_same_graph_has_no_difference() => FingerprintComparison.Difference(Three, Three).ShouldBeNull();

    [Theory]
    [InlineData("words | Text | max 128\nsplit | Select | max 128 | words forward to 0\n", "operator 2, 'split', is (SelectMany) in the deployment and (Select) here")]
    [InlineData("words | Text | max 64\n", "operator 1, 'words', is (max 128) in the deployment and (max 64) here")]
    [InlineData("words | Text | max 128\ntrim | Select | max 128\n", "operator 2 is 'split' in the deployment and 'trim' here")]
    [InlineData("words | Text | max 128\nsplit | SelectMany | max 128\n", "operator 2, 'split', is (words forward to 0) in the deployment and without that here")]
    [InlineData("words | Text | max 128\n", "operator 2, 'split', is missing here")]
    [InlineData(Three + "extra | Select | max 128\n", "operator 4, 'extra', is in the code here only")]
    public void The_first_different_operator_is_named(string actual, string expected) =>
        FingerprintComparison.Difference(Three, actual).ShouldBe(expected);

    [Fact]
    public void Fingerprints_of_real_graphs_are_understood()
    {
        var difference = FingerprintComparison.Difference(FingerprintOf(_ => true, "keep"), FingerprintOf(null, "keep"));
        difference.ShouldNotBeNull();
        difference.ShouldContain("operator 2");
        FingerprintComparison.Difference(FingerprintOf(_ => true, "keep"), FingerprintOf(_ => false, "keep")).ShouldBeNull("lambdas are not compared");
    }

    private static string FingerprintOf(Func<int, bool>? where, string uid)
    {
        var environment = new StreamEnvironment("job", []);
        var numbers = environment.FromCollection([1, 2, 3]);
        (where is null ? numbers : numbers.Where(where).WithUid(uid)).SinkTo(new ConsoleSink<int>());
        return environment.BuildJobGraph(1).Fingerprint;
    }
}
