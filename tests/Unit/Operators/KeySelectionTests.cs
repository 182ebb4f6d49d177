using Weir.Operators.Elements;
using Weir.Operators.Runtime;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class KeySelectionTests
{
    private static readonly string[] Words = ["a", "b", "c"];

    [Fact]
    public void The_record_itself_as_key_is_not_copied()
    {
        IsCopied(word => word).ShouldBeFalse();
        IsCopied(Itself).ShouldBeFalse();
    }

    [Fact]
    public void Anything_else_is_called()
    {
        IsCopied(word => word + "").ShouldBeTrue();
        IsCopied(First("x")).ShouldBeTrue();
        Keys(First("x")).ShouldBe(["x", "x", "x"]);
        Func<string, string> upper = word => word.ToUpperInvariant();
        Keys(upper).ShouldBe(["A", "B", "C"]);
        var calls = 0;
        Func<string, string> both = word => $"{++calls}";
        both += word => word;
        Keys(both).ShouldBe(Words);
        calls.ShouldBe(3);
    }

    private static string Itself(string word) => word;

    /// <summary>A method whose code is that of x => x and whose first argument is bound to another value.</summary>
    private static Func<string, string> First(string bound) => bound.Bound;

    private static bool IsCopied(Func<string, string> select) =>
        !new KeySelection<string, string>(select).Select(new Records<string>(Words), Context()).Overlaps(Words);

    private static string[] Keys(Func<string, string> select) =>
        new KeySelection<string, string>(select).Select(new Records<string>(Words), Context()).ToArray();

    private static OperatorContext Context() => new()
    {
        Uid = "keys",
        Name = "keys",
        Parallelism = 1,
        MaxParallelism = 1,
        Environment = new SubtaskEnvironment(LocalJob.JobId, "keys", 0, 0, TimeProvider.System),
    };
}

internal static class BoundText
{
    public static string Bound(this string bound, string word) => bound;
}
